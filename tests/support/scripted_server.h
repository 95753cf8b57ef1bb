// A mail server that follows a script, line by line, on a loopback socket with real TLS. For the error paths of
// clients: what a session does is decided by the script alone, and time is the test's.
//
//   scripted_session s(R"(
//     S: 220 mail.test ESMTP
//     C: EHLO *
//     S: 250-mail.test
//     S: 250 STARTTLS
//     C: STARTTLS
//     S: 220 go ahead
//     starttls
//     C: EHLO *
//     stall
//   )");
//   auto r = s.run([&](auto& net, auto cancel, auto& report) { return smtp::submit(net, s.settings(), ...); });
//   EXPECT_EQ(r.error().why, cause::timeout);
//   EXPECT_EQ(s.unexpected(), "");            // the client said what the script expected
//
// Directives, one a line (leading blanks ignored, '#' starts a comment line):
//   S: text        sends text + CRLF; consecutive S: and raw: lines leave in one segment
//   raw: text      sends text; escapes \r \n \0 \t \\ \xHH; no line end added
//   C: pattern     reads one CRLF line and matches it; '*' matches anything
//   data           reads a message up to the dot line; kept in s.message()
//   literal N      reads N bytes
//   tls NAME       accepts implicit TLS (first line of the script) with the certificate NAME (default good):
//                  good, wrong-name, expired, self-signed, untrusted
//   starttls NAME  the same in mid-dialogue
//   repeat N text  sends text + CRLF N times (oversized answers)
//   stall          says nothing more; virtual time then runs to the client's next deadline
//   close          closes cleanly (TLS close_notify where there is TLS)
//   reset          closes with RST
//   next           the client reconnects here: what follows is the script of its next connection
//
// One script per connection: after the last line the server waits for the client to close.
