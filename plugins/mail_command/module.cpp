#include "command_post.h"

WATCHPOST_MODULE(watchpost::mail_command::command_post)
