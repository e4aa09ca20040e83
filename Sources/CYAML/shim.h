#pragma once
// No function is needed here: none that YAML calls is variadic or a macro. The module map names the archive, so that libyaml
// is linked statically and no host needs it.
#include <yaml.h>
