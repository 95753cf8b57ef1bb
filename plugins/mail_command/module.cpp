#include "instance.h"

WATCHPOST_MODULE(watchpost::mail_command::instance)
