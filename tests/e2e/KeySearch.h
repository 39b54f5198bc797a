// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <QByteArray>
#include <QString>

#include "tests/support/TempDir.h"

namespace sluice::test {

inline const std::string kKey = "live_4711_Zq8sluiceSecretKey";
// What a service adds: a value of its own, as secret as the key.
inline const std::string kToken = "t0kenNobodyMayRead";
inline const std::string kWhole = kKey + "?sig=" + kToken;

// Whether a text has the key in it, or a part of it, in any form in which programs write texts down.
inline bool holdsKey(const std::string& text)
{
    const auto base64
        = [](const std::string& plain) { return QByteArray::fromStdString(plain).toBase64().toStdString(); };
    const auto utf16 = [](const std::string& plain) {
        const QString wide = QString::fromStdString(plain);
        return std::string(
            reinterpret_cast<const char*>(wide.constData()), static_cast<std::size_t>(wide.size()) * 2);
    };
    for (const std::string& secret : {kKey, kToken, base64(kKey), base64(kWhole), utf16(kKey), utf16(kToken)})
        if (text.find(secret) != std::string::npos)
            return true;
    return false;
}

// Where the key stands, of what was printed and all files of a folder but `keyFile`; empty: nowhere.
inline std::string leakIn(const std::filesystem::path& folder, const std::vector<std::string>& outputs,
    const std::filesystem::path& keyFile = {})
{
    for (const std::string& text : outputs)
        if (holdsKey(text))
            return "output: " + text.substr(0, 500);
    std::size_t searched = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (holdsKey(entry.path().filename().string()))
            return "the name of " + entry.path().string();
        if (!entry.is_regular_file() || entry.path() == keyFile)
            continue;
        ++searched;
        if (holdsKey(readFile(entry.path())))
            return entry.path().string();
    }
    return searched > 0 ? std::string() : std::string("nothing was written, so nothing was searched");
}

} // namespace sluice::test
