// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/EncoderNotes.h"

#include <algorithm>
#include <utility>

#include <QComboBox>
#include <QStandardItemModel>

#include "ui/theme/Tr.h"

namespace sluice {

EncoderNotes::EncoderNotes(QWidget* parent) : QLabel(parent)
{
    setProperty("role", "why");
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setText(tr("Checking which encoders work on this computer…"));
    setAccessibleName(tr("Encoders that do not work here"));
}

void EncoderNotes::setFound(const std::vector<EncoderFinding>& found, QComboBox& picker)
{
    auto* items = qobject_cast<QStandardItemModel*>(picker.model());
    std::vector<std::pair<QString, QStringList>> reasons; // and who has them
    for (const EncoderFinding& one : found) {
        const int row = picker.findData(qstr(one.token));
        if (QStandardItem* item = items != nullptr && row >= 0 ? items->item(row) : nullptr) {
            item->setEnabled(one.usable);
            item->setToolTip(one.usable ? QString() : trSentence(one.why));
        }
        if (one.usable)
            continue;
        const QString why = trSentence(one.why);
        const auto known = std::ranges::find(reasons, why, &std::pair<QString, QStringList>::first);
        if (known == reasons.end())
            reasons.emplace_back(why, QStringList{trSetting(one.label)});
        else
            known->second += trSetting(one.label);
    }
    QStringList lines;
    if (!reasons.empty())
        lines += tr("Not on this computer:");
    for (const auto& [why, who] : reasons)
        lines += QStringLiteral("• %1. %2").arg(who.join(QStringLiteral("; ")), why);
    setText(lines.join(QLatin1Char('\n')));
    setVisible(!lines.isEmpty());
}

} // namespace sluice
