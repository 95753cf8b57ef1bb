#include "mail/oauth/token_store.h"
#include "settings.h"

namespace watchpost::email_monitor {
namespace {

bool signs_in_to_submit(const settings& s) { return s.smtp.auth == smtp_auth::automatic; }
bool token_submits(const settings& s) {
  return s.oauth.used() && signs_in_to_submit(s) && s.oauth.legs != oauth_legs::mail;
}
bool token_retrieves(const settings& s) { return s.oauth.used() && s.oauth.legs != oauth_legs::smtp; }

void check_password(const char* key, bool needed, bool given, bool by_token, plugin::diagnostics& diags) {
  if (needed && !given && !by_token)
    diags.error(key, "is required and missing; give the password, or oauth.token_file or oauth.token_url");
  if (given && by_token)
    diags.warning(key, "is not used, as the sign-in is by a token (oauth.for); remove it");
}

// What belongs to a token server, without one.
void check_stray(const oauth_settings& o, plugin::diagnostics& diags) {
  const std::pair<const char*, bool> given[] = {{"oauth.client_id", !o.client_id.empty()},
                                                {"oauth.client_secret", !o.client_secret.empty()},
                                                {"oauth.refresh_token", !o.refresh_token.empty()},
                                                {"oauth.scope", !o.scope.empty()},
                                                {"oauth.ca_file", !o.ca_file.empty()}};
  for (const auto& [key, is_given] : given)
    if (is_given) diags.error(key, "is given without oauth.token_url; give that too, or remove this");
}

void check_token_server(const oauth_settings& o, plugin::diagnostics& diags) {
  if (!mail::oauth::parse_url(o.token_url))
    diags.error("oauth.token_url",
                "got " + plugin::quoted(o.token_url) +
                    "; expected an https address such as 'https://login.example.org/oauth2/token'");
  if (o.client_id.empty())
    diags.error("oauth.client_id", "is required with oauth.token_url and missing; give the registered one");
  if (o.refresh_token.empty() && o.client_secret.empty())
    diags.error("oauth.refresh_token",
                "is missing, and so is oauth.client_secret; "
                "give this one for an account, or that one for the client credentials grant");
  if (o.client_auth == mail::oauth::client_auth::basic && o.client_secret.empty())
    diags.error("oauth.client_auth", "is 'basic' without oauth.client_secret; give that, or remove this");
}

}  // namespace

void check_sign_in(const settings& s, plugin::diagnostics& diags) {
  const oauth_settings& o = s.oauth;
  check_password("smtp.password", signs_in_to_submit(s), !s.smtp.password.empty(), token_submits(s), diags);
  check_password("mail.password", true, !s.mail.password.empty(), token_retrieves(s), diags);
  if (!o.token_file.empty() && !o.token_url.empty())
    diags.error("oauth.token_file", "is " + plugin::quoted(o.token_file) + " while oauth.token_url is " +
                                        plugin::quoted(o.token_url) + "; keep one of them");
  if (o.token_url.empty()) {
    check_stray(o, diags);
  } else {
    check_token_server(o, diags);
  }
  if (o.used() && o.legs == oauth_legs::smtp && !signs_in_to_submit(s))
    diags.error("oauth.for", "is 'smtp' while smtp.auth is 'off'; set smtp.auth = auto, or oauth.for = mail");
  if (mail::oauth::is_open_to_all(o.token_file))
    diags.warning("oauth.token_file", "everybody on this machine can read " + plugin::quoted(o.token_file) +
                                          "; run: chmod o= " + o.token_file);
}

void plan_tokens(const settings& s, plan& p) {
  p.token_file = s.oauth.token_file;
  if (auto url = mail::oauth::parse_url(s.oauth.token_url)) {
    mail::oauth::client who;
    who.token_url = std::move(*url);
    who.trust.ca_file = s.oauth.ca_file.empty() ? s.tls.ca_file : s.oauth.ca_file;
    who.id = s.oauth.client_id;
    who.secret = mail::secret(s.oauth.client_secret.reveal());
    who.refresh_token = mail::secret(s.oauth.refresh_token.reveal());
    who.scope = s.oauth.scope;
    who.auth = s.oauth.client_auth;
    p.token_client = std::move(who);
  }
  p.token_submits = token_submits(s);
  p.token_retrieves = token_retrieves(s);
}

}  // namespace watchpost::email_monitor
