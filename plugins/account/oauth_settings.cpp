#include "oauth_settings.h"

#include "mail/oauth/token_store.h"

#include <utility>

namespace watchpost::account {
namespace {

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

void check_password(const char* key, bool needed, const plugin::secret& given, bool by_token,
                    plugin::diagnostics& diags) {
  if (needed && given.empty() && !by_token)
    diags.error(key, "is required and missing; give the password, or oauth.token_file or oauth.token_url");
  if (!given.empty() && by_token)
    diags.warning(key, "is not used, as the sign-in is by a token (oauth.for); remove it");
}

void check_oauth(const oauth_settings& s, bool signs_in, plugin::diagnostics& diags) {
  if (!s.token_file.empty() && !s.token_url.empty())
    diags.error("oauth.token_file", "is " + plugin::quoted(s.token_file) + " while oauth.token_url is " +
                                        plugin::quoted(s.token_url) + "; keep one of them");
  if (s.token_url.empty())
    check_stray(s, diags);
  else
    check_token_server(s, diags);
  if (s.used() && s.use == token_use::smtp && !signs_in)
    diags.error("oauth.for",
                "is 'smtp' while smtp.auth is not 'auto'; set smtp.auth = auto, or oauth.for = mail");
  if (!s.token_file.empty()) diags.reads_secret("oauth.token_file", s.token_file);
}

void configure_tokens(const oauth_settings& s, const std::string& ca_file, bool signs_in, access& to) {
  to.token_file = s.token_file;
  if (auto url = mail::oauth::parse_url(s.token_url)) {
    mail::oauth::client client;
    client.token_url = std::move(*url);
    client.trust.ca_file = s.ca_file.empty() ? ca_file : s.ca_file;
    client.id = s.client_id;
    client.secret = mail::secret(s.client_secret.reveal());
    client.refresh_token = mail::secret(s.refresh_token.reveal());
    client.scope = s.scope;
    client.auth = s.client_auth;
    to.token_client = std::move(client);
  }
  to.token_submits = s.submits() && signs_in;
  to.token_retrieves = s.retrieves();
}

}  // namespace watchpost::account
