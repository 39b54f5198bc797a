// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/StreamName.h"

#include <algorithm>
#include <cstddef>
#include <random>

namespace sluice {

namespace {

constexpr std::size_t kMaxNameLength = 64;
constexpr std::size_t kKeyLength = 24;
constexpr std::string_view kKeyAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

} // namespace

bool isStreamName(std::string_view text)
{
    return !text.empty() && text.size() <= kMaxNameLength
        && std::all_of(text.begin(), text.end(), isNameCharacter);
}

std::string randomStreamKey()
{
    std::random_device source; // getrandom() in libstdc++
    std::uniform_int_distribution<std::size_t> pick(0, kKeyAlphabet.size() - 1);
    std::string key(kKeyLength, '\0');
    for (char& c : key)
        c = kKeyAlphabet[pick(source)];
    return key;
}

bool equalSecrets(std::string_view a, std::string_view b)
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference
            |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    return difference == 0;
}

} // namespace sluice
