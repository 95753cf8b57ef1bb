#include "advice.h"

#include "mail/net/tls_context.h"
#include "mail/sasl/mechanism.h"
#include "mail/server_words.h"

#include <openssl/x509_vfy.h>

#include <string_view>

namespace watchpost::account {
namespace {

using mail::cause;
using mail::failure;
using mail::stage;

std::string_view on_refused_client(const failure& f) {
  if (f.code == 0) return "see to it that oauth.token_file holds a fresh access token";
  if (f.enhanced == "invalid_grant")
    return "oauth.refresh_token has expired or was revoked: "
           "let the account's owner consent again and set the new one";
  if (f.enhanced == "invalid_client" || f.enhanced.empty())
    return "check oauth.client_id, oauth.client_secret and oauth.client_auth";
  return "check how the token server has registered oauth.client_id, and for what";
}

// No token to be had.
std::string_view on_token_server(const failure& f) {
  switch (f.why) {
    case cause::credentials: return on_refused_client(f);
    case cause::certificate:
      return "name the CA that signed the token server's certificate in oauth.ca_file, or replace it";
    case cause::permanent:
      return "check oauth.token_url, oauth.scope and how the token server knows the client";
    case cause::temporary:
    case cause::busy: return "the token server asks to try again later";
    case cause::cancelled: return "the poll was stopped from outside";
    case cause::protocol:
    case cause::limit: return "check that oauth.token_url is the address of a token endpoint";
    default: return "check oauth.token_url, the token server, and firewalls on the way";
  }
}

std::string_view on_certificate(const failure& f) {
  switch (f.code) {
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "certificates are for names: set tls.name to the name that it is for (%Device.HostName, "
             "where that is the device's), or $.server to that name";
    case X509_V_ERR_HOSTNAME_MISMATCH:
      return "set $.server (or tls.name, where the server is set by its address) to a name that the "
             "certificate is for, or have a certificate made for this one";
    case X509_V_ERR_CERT_HAS_EXPIRED: return "renew the certificate on the server";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "check the clock of this machine; else the server's certificate is for later";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "the server does not send what proves its certificate: install the CA's intermediate certificate "
             "there (the full chain); for a CA of your own, name it in tls.ca_file";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return "name the CA that signed it, or itself, in tls.ca_file";
    default:
      return "renew or replace the certificate, or name the CA that signed it in tls.ca_file; "
             "tls.verify = false gives up the check";
  }
}

std::string_view on_handshake(const failure& f) {
  if (f.detail.starts_with(mail::net::old_tls) || f.detail.starts_with(mail::net::weak_tls))
    return "the server needs a newer TLS library or settings that allow TLS 1.2: nothing here lowers that";
  return "check that $.tls fits $.port";
}

std::string_view on_refused_sign_in(const failure& f) {
  if (f.enhanced == "5.7.30" || mail::speaks_of_basic_authentication(f.server))
    return "the provider takes no passwords here any more (Basic authentication): sign in with a token, use "
           "oauth.*";
  if (mail::speaks_of_an_app_password(f.server))
    return "the account wants a password of its own for programs: make one with the provider and set "
           "$.password to it, or use oauth.*";
  if (f.why == cause::permanent)
    return "the server does not let this account sign in, for the reason in its words: see to the "
           "account, or set $.username to another one";
  return {};
}

std::string_view on_clear_connection(const failure& f) {
  const bool servers_wish = f.detail == mail::sasl::wants_tls || f.code == 538;
  if (!servers_wish) return {};
  return "the server signs in nobody without TLS: set $.tls = starttls, or implicit with the port for it";
}

// 5yz where a session begins.
std::string_view on_turned_away(const failure& f) {
  if (mail::speaks_of_our_name(f.server) || f.at == stage::capabilities)
    return "the server does not like the name that EHLO gives: set smtp.ehlo to the full host name of this "
           "machine, as DNS knows it";
  if (f.at == stage::greeting)
    return "the server turns this machine away before anything was said, for the reason in its words: have its "
           "address admitted there, or taken off the list they name";
  return {};
}

// What is to be done, with '$' for the group of settings; empty: nothing is known.
std::string_view sentence_on(const failure& f, bool submission) {
  if (f.token == mail::token_trouble::unobtainable) return on_token_server(f);
  if (f.token == mail::token_trouble::refused)
    return "the server does not take the access token: check that it is for $.username, and that "
           "oauth.scope covers this service";
  if (submission && f.code >= 500 && f.code <= 599)
    if (auto text = on_turned_away(f); !text.empty()) return text;
  switch (f.why) {
    case cause::certificate: return on_certificate(f);
    case cause::handshake: return on_handshake(f);
    case cause::insecure: return on_clear_connection(f);
    case cause::credentials: return on_refused_sign_in(f);
    case cause::permanent: return f.at == stage::sign_in ? on_refused_sign_in(f) : std::string_view();
    case cause::allowance:
      return "the account has sent all that it may for now, and nobody can send by it: wait, send less often, "
             "or ask the provider for a higher limit";
    case cause::busy:
      if (!mail::speaks_of_back_pressure(f.server)) return {};
      return "free memory and disk on the mail server: it takes no mail until then";
    default: return {};
  }
}

}  // namespace

std::string advice(const failure& f, const std::string& group) {
  std::string out;
  for (const char c : sentence_on(f, group == "smtp")) out += c == '$' ? group : std::string(1, c);
  return out;
}

}  // namespace watchpost::account
