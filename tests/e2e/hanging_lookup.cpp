// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded: a name server that never answers for one name, and knows that there is no other. The rest is looked up as
// ever.
#include <cstring>

#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result)
{
    if (node != nullptr && std::strcmp(node, "hangs.invalid") == 0)
        for (;;)
            pause();
    if (node != nullptr && std::strcmp(node, "nobody.invalid") == 0)
        return EAI_NONAME;
    using Real = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(node, service, hints, result);
}
