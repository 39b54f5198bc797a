// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QLabel>

#include "core/session/EncoderCatalog.h"

class QComboBox;

namespace sluice {

// Says which encoders do not work on this computer, and why: those that share a reason in one line.
class EncoderNotes : public QLabel {
    Q_OBJECT
public:
    explicit EncoderNotes(QWidget* parent = nullptr);

    // In `picker` those are greyed that do not work; the one that is chosen stays chosen.
    void setFound(const std::vector<EncoderFinding>& found, QComboBox& picker);
};

} // namespace sluice
