// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingText.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <QCoreApplication>
#include <QStringList>

#include "ui/settings/BufferEdit.h"
#include "ui/settings/SettingsDraft.h"
#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"

namespace sluice::settingtext {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(sluice::SettingText)
};

// "bufer" finds "búfer": letters are compared without what stands above them, and without what only holds them together.
QString plain(const QString& from)
{
    QString to;
    for (const QChar c : from.normalized(QString::NormalizationForm_KD))
        if (c.category() != QChar::Mark_NonSpacing && c.category() != QChar::Other_Format)
            to += c.toCaseFolded();
    return to;
}

} // namespace

QString range(const SettingRow& row)
{
    const bool whole = row.type == SettingType::Int;
    if (!whole && row.type != SettingType::Real)
        return {};
    const auto one = [&](double value) {
        if (!whole)
            return format::number(value, value == std::floor(value) ? 0 : 2);
        const auto number = static_cast<std::int64_t>(value);
        return row.unit.empty() ? QString::number(number) : format::integer(number);
    };
    const QString text = QStringLiteral(u"%1\u00a0–\u2060\u00a0%2").arg(one(row.min), one(row.max));
    return row.unit.empty() ? text : format::withUnit(text, qstr(row.unit));
}

QString why(const SettingRow& row, const QString& text)
{
    const QString limits = range(row);
    QString all = limits.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, limits);
    return all.replace(QStringLiteral("H.26"), QStringLiteral(u"H.\u206026")); // Qt breaks lines there
}

QString searched(const SettingRow& row, const QString& why)
{
    QString text = trSetting(row.label) + QLatin1Char(' ') + qstr(row.key) + QLatin1Char(' ') + why;
    for (const SettingChoice& choice : row.choices)
        text += QLatin1Char(' ') + trSetting(choice.label);
    return text;
}

bool matches(const QString& words, const QString& text)
{
    const QString where = plain(text);
    const QStringList all = plain(words).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::all_of(all, [&where](const QString& word) { return where.contains(word); });
}

QString cap(const Settings& settings, double streamKbps, const BufferContext& source)
{
    if (streamKbps <= 0)
        return {};
    // What these settings mean for the stream that plays, which may be of another kind than the one that is shown.
    const auto legal = BufferChoice::from(settings).resolve(source);
    const BufferSettings values = legal ? *legal : bufferedit::values(settings);
    const double held = static_cast<double>(values.capBytes) * 8 / (streamKbps * 1000);
    const QString time = format::seconds(fromSeconds(held), held < 10 ? 1 : 0);
    // Unset it depends on the kind of stream: then the field shows another one's.
    QString text = settings.isSet(kCapKey) || values.capBytes == bufferedit::values(settings).capBytes
        ? Texts::tr("%1 at the stream’s present bitrate.").arg(time)
        : Texts::tr("%1 for this stream: %2 at its present bitrate.")
              .arg(format::mebibytes(values.capBytes), time);
    if (fromSeconds(held) < values.target)
        text += QLatin1Char(' ')
            + Texts::tr("That is less than the target of %1, so the cap decides.")
                  .arg(format::seconds(values.target));
    return text;
}

QString waiting(const SettingsDraft& draft)
{
    const auto labels = [&draft](SettingFlag flag) {
        QStringList all;
        for (const SettingRow* row : draft.waiting(flag))
            all += trSetting(row->label);
        return all.join(QStringLiteral(", "));
    };
    QStringList lines;
    if (const QString stream = labels(kRestartsStream); !stream.isEmpty())
        lines += Texts::tr("With the next stream: %1.").arg(stream);
    if (const QString program = labels(kRestartsProgram); !program.isEmpty())
        lines += Texts::tr("When Sluice starts again: %1.").arg(program);
    return lines.join(QLatin1Char('\n'));
}

} // namespace sluice::settingtext
