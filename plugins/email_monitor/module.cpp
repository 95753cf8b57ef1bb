#include "monitor.h"

WATCHPOST_MODULE(watchpost::email_monitor::monitor)
