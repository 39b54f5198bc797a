// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/link/ArrivalTrace.h"

// What is accepted must come back unchanged from its own text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using sluice::ArrivalData;
    const auto read = ArrivalData::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!read)
        return 0;
    const auto again = ArrivalData::parse(read->toText(), "again");
    if (!again || !(*again == *read))
        std::abort();
    return 0;
}
