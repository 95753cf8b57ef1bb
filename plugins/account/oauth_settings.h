// The settings oauth.*: signing in with access tokens (RFC 6749) in the place of passwords. Both plugins have them.
#pragma once

#include "access.h"

#include <watchpost/cpp/diagnostics.hpp>
#include <watchpost/cpp/settings.hpp>

#include <cstdint>
#include <string>

namespace watchpost::account {

enum class token_use : std::uint8_t { both, smtp, mail };

struct oauth_settings {
  token_use use{};
  std::string token_file;
  std::string token_url;
  std::string client_id;
  plugin::secret client_secret;
  mail::oauth::client_auth client_auth{};
  plugin::secret refresh_token;
  std::string scope;
  std::string ca_file;

  bool used() const { return !token_file.empty() || !token_url.empty(); }
  // Whether they stand in the place of the password there.
  bool submits() const { return used() && use != token_use::mail; }
  bool retrieves() const { return used() && use != token_use::smtp; }
};

inline constexpr wp_choice token_use_names[] = {{"both", "sending and receiving, where each signs in at all"},
                                                {"smtp", "sending only"},
                                                {"mail", "receiving only"}};
inline constexpr wp_choice client_auth_names[] = {
    {"body", "client_id and client_secret stand in the body of the request"},
    {"basic", "they stand in its Authorization field"}};

// The rows of a settings table. `In`: the member of its struct that is the oauth_settings.
template <auto In>
struct oauth_params {
  static constexpr auto token_file =
      plugin::param::path<In, &oauth_settings::token_file>("oauth.token_file")
          .title("Access token file")
          .group("OAuth 2.0")
          .help(
              "File that holds an access token and is kept fresh by somebody else. "
              "It is read at every sign-in.");
  static constexpr auto token_url =
      plugin::param::string<In, &oauth_settings::token_url>("oauth.token_url")
          .title("Token server")
          .group("OAuth 2.0")
          .help(
              "https address that gives access tokens, in the place of oauth.token_file. "
              "Its certificate is verified in every case.");
  static constexpr auto client_id =
      plugin::param::string<In, &oauth_settings::client_id>("oauth.client_id")
          .title("Client id")
          .group("OAuth 2.0")
          .help("As the token server has registered the monitor. Required with oauth.token_url.");
  static constexpr auto client_secret =
      plugin::param::secret<In, &oauth_settings::client_secret>("oauth.client_secret")
          .title("Client secret")
          .group("OAuth 2.0")
          .help("Belongs to oauth.client_id. Required without oauth.refresh_token.");
  static constexpr auto client_auth =
      plugin::param::choice<In, &oauth_settings::client_auth>("oauth.client_auth", client_auth_names)
          .title("Where the secret stands")
          .group("OAuth 2.0")
          .advanced()
          .def("body")
          .help("How oauth.client_secret is shown to the token server.");
  static constexpr auto refresh_token =
      plugin::param::secret<In, &oauth_settings::refresh_token>("oauth.refresh_token")
          .title("Refresh token")
          .group("OAuth 2.0")
          .help(
              "Of the account. A new one that the server puts in its place is kept in the stored state. "
              "Without one the client credentials grant is used.");
  static constexpr auto scope = plugin::param::string<In, &oauth_settings::scope>("oauth.scope")
                                    .title("Scope")
                                    .group("OAuth 2.0")
                                    .help(
                                        "What the token is to be good for, words separated by blanks. "
                                        "Default: what the token server takes for granted.");
  static constexpr auto use =
      plugin::param::choice<In, &oauth_settings::use>("oauth.for", token_use_names)
          .title("Use for")
          .group("OAuth 2.0")
          .def("both")
          .help("Which sign-ins use the token. The user names stay smtp.username and mail.username.");
  static constexpr auto ca_file =
      plugin::param::path<In, &oauth_settings::ca_file>("oauth.ca_file")
          .title("CA file of the token server")
          .group("OAuth 2.0")
          .advanced()
          .help("PEM file of the authorities to trust there. Default: tls.ca_file.");
};

// A password that is missing, or given in vain.
void check_password(const char* key, bool needed, const plugin::secret& given, bool by_token,
                    plugin::diagnostics& diags);

// What is missing, and what excludes each other. `signs_in`: whether submission could use a token.
void check_oauth(const oauth_settings& s, bool signs_in, plugin::diagnostics& diags);

// Their part of the access; `ca_file` is tls.ca_file. token_submits only where submission signs in.
void configure_tokens(const oauth_settings& s, const std::string& ca_file, bool signs_in, access& to);

}  // namespace watchpost::account
