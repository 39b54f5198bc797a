// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Format.h"

#include <cmath>
#include <cstdlib>

#include <QLocale>

namespace sluice::format {

namespace {

constexpr char16_t kNarrowSpace = 0x202F; // between groups of three digits
constexpr char16_t kHardSpace = 0x00A0; // between a number and its unit
constexpr char16_t kMinus = 0x2212;

QString grouped(const QString& digits)
{
    QString result;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            result += QChar(kNarrowSpace);
        result += digits[i];
    }
    return result;
}

} // namespace

QString none()
{
    return QStringLiteral("–");
}

QString number(double value, int decimals)
{
    if (!std::isfinite(value))
        return none();
    const QString plain = QString::number(std::abs(value), 'f', decimals);
    const qsizetype point = plain.indexOf(QLatin1Char('.'));
    QString result = grouped(point < 0 ? plain : plain.left(point));
    if (point >= 0)
        result += QLocale().decimalPoint() + plain.mid(point + 1);
    // "−0.0" says nothing more than "0.0".
    const bool nothing = plain.toDouble() == 0.0;
    return value < 0 && !nothing ? QChar(kMinus) + result : result;
}

QString integer(std::int64_t value)
{
    return number(static_cast<double>(value), 0);
}

QString withUnit(const QString& number, const QString& unit)
{
    return unit.isEmpty() ? number : number + QChar(kHardSpace) + unit;
}

QString seconds(Duration d, int decimals)
{
    return withUnit(number(toSeconds(d), decimals), QStringLiteral("s"));
}

QString milliseconds(Duration d)
{
    return withUnit(integer(toMs(d)), QStringLiteral("ms"));
}

QString shortTime(Duration d)
{
    return std::llabs(toMs(d)) < 1000 ? milliseconds(d) : seconds(d);
}

QString clock(Duration d)
{
    const std::int64_t total = d.count() / 1'000'000;
    return QStringLiteral("%1:%2:%3")
        .arg(total / 3600, 2, 10, QLatin1Char('0'))
        .arg(total / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(total % 60, 2, 10, QLatin1Char('0'));
}

QString eventTime(Duration d)
{
    const std::int64_t tenths = d.count() / 100'000;
    return QStringLiteral("%1:%2%3%4")
        .arg(tenths / 600, 2, 10, QLatin1Char('0'))
        .arg(tenths / 10 % 60, 2, 10, QLatin1Char('0'))
        .arg(QLocale().decimalPoint())
        .arg(tenths % 10);
}

QString kilobits(double kbps)
{
    return withUnit(number(kbps, 0), QStringLiteral("kb/s"));
}

QString megabits(double kbps)
{
    return withUnit(number(kbps / 1000.0, 1), QStringLiteral("Mb/s"));
}

QString bytes(std::int64_t bytes)
{
    const auto value = static_cast<double>(bytes);
    if (bytes < 1'000'000)
        return withUnit(number(value / 1e3, 0), QStringLiteral("kB"));
    if (bytes < 1'000'000'000)
        return withUnit(number(value / 1e6, 1), QStringLiteral("MB"));
    return withUnit(number(value / 1e9, 1), QStringLiteral("GB"));
}

QString mebibytes(std::int64_t bytes)
{
    return withUnit(number(static_cast<double>(bytes) / (1024.0 * 1024.0), 0), QStringLiteral("MiB"));
}

QString decibels(int db)
{
    return withUnit((db > 0 ? QStringLiteral("+") : QString()) + number(db), QStringLiteral("dB"));
}

QString percent(double share, int decimals)
{
    return withUnit(number(share * 100.0, decimals), QStringLiteral("%"));
}

QString size(VideoSize size)
{
    return QStringLiteral("%1×%2").arg(size.width).arg(size.height);
}

} // namespace sluice::format
