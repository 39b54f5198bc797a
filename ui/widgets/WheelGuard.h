// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace sluice {

// The mouse wheel scrolls, and chooses nothing: a pointer that happens to lie over a picker in a column that is scrolled
// must not change the camera, the microphone or the server of a broadcast. Lists that are open and sliders take it as
// ever; a field of numbers takes it when it has the focus. Acts on the whole application as long as it lives.
class WheelGuard : public QObject {
    Q_OBJECT
public:
    explicit WheelGuard(QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace sluice
