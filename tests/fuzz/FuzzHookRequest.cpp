// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/server/HookRequest.h"

// A request comes in pieces: while it is on its way it must look unfinished, never bad and never whole.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using sluice::HookRequest;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    HookRequest request;
    if (HookRequest::parse(text, request) != HookRequest::Status::Complete)
        return 0;
    if (!request.path().starts_with('/'))
        std::abort();
    static_cast<void>(request.field("name"));
    const std::size_t step = size / 64 + 1;
    for (std::size_t length = 0; length < size; length += step) {
        HookRequest part;
        if (HookRequest::parse(text.substr(0, length), part) != HookRequest::Status::Incomplete)
            std::abort();
    }
    return 0;
}
