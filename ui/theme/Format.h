// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Numbers for people, in the window's language: "1.2 s" or "1,2 s", "2 480 kb/s" with a narrow space that does not
// break, "−4 ms" with a true minus. Nothing here knows what a number means.
namespace format {

// A figure that has no value now.
QString none();
QString number(double value, int decimals = 0);
QString integer(std::int64_t value);
// "1.2 s"; whole and tenth seconds only, as the eye follows it.
QString seconds(Duration d, int decimals = 1);
QString milliseconds(Duration d); // "240 ms"
// "240 ms" under a second, "1.7 s" above.
QString shortTime(Duration d);
QString clock(Duration d); // "00:12:34"
QString eventTime(Duration d); // "00:52.1": minutes, seconds, tenths
QString kilobits(double kbps); // "2 480 kb/s"
QString megabits(double kbps); // "2.5 Mb/s"
QString bytes(std::int64_t bytes); // "380 KB", "1.4 MB"
QString mebibytes(std::int64_t bytes); // "32 MiB"
QString decibels(int db); // of a gain: "+6 dB", "0 dB", "−12 dB"
QString percent(double share, int decimals = 0); // 0.054 → "5.4 %"
QString size(VideoSize size); // "1280×720"
QString withUnit(const QString& number, const QString& unit);

} // namespace format

} // namespace sluice
