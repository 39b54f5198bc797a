// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/link/LinkSpec.h"

// What is accepted must come back unchanged from its own text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using sluice::LinkSpec;
    const auto read = LinkSpec::parse({reinterpret_cast<const char*>(data), size});
    if (!read) {
        if (read.error().message().empty())
            std::abort();
        return 0;
    }
    const auto again = LinkSpec::parse(read->toString());
    if (!again || !(*again == *read))
        std::abort();
    return 0;
}
