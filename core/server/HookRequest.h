// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice {

// One HTTP/1.0 request of nginx's notify module: a POST with a form. Read strictly and within bounds, because a
// part of the form is what a client on the network chose.
class HookRequest {
public:
    // nginx sends about 200 bytes of head and at most 8 KiB of form (names up to 256, URLs up to 1024 bytes, each
    // perhaps tripled by escaping).
    static constexpr std::size_t kMaxHead = 4096;
    static constexpr std::size_t kMaxBody = 32768;
    static constexpr std::size_t kMaxFields = 64;

    enum class Status { Incomplete, Complete, Bad };

    // Looks at everything received so far. Complete fills `request`.
    static Status parse(std::string_view received, HookRequest& request);

    const std::string& path() const { return m_path; }
    // The first value of that name: nginx writes its own fields first and appends the client's arguments raw, so a
    // later one may be forged. Empty when there is none.
    std::string_view field(std::string_view name) const;

private:
    std::string m_path;
    std::vector<std::pair<std::string, std::string>> m_fields;
};

// %41 → A; a per cent sign that starts no escape stays.
std::string percentDecoded(std::string_view text);

} // namespace sluice
