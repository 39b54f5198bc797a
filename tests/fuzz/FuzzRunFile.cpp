// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "app/RunFile.h"

// What is refused says why; what is accepted keeps its own rules.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using sluice::RunFile;
    const auto read = RunFile::parse({reinterpret_cast<const char*>(data), size}, "fuzz", "/no/such/folder");
    if (!read) {
        if (read.error().message().empty())
            std::abort();
        return 0;
    }
    if (read->entries.empty() || read->entries.size() > RunFile::kMaxRuns)
        std::abort();
    for (const RunFile::Entry& entry : read->entries)
        (void)sluice::brokenExpectations(entry.expect, {});
    return 0;
}
