// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QElapsedTimer>
#include <QWidget>

namespace sluice {

class Theme;

// What the meter shows of one channel; decibels relative to full scale.
struct MeterChannel {
    double peakDb = -60;
    double holdDb = -60;
    double rmsDb = -60;
    bool clipped = false;
};

// A level meter from −60 to 0 dBFS: the bar is the peak, the darker part of it the RMS, a line the held peak, a lamp
// at the end clipping, with an exclamation mark. Yellow from −20, red from −9, with ticks at both, so that it can be read without colours; a
// screen reader hears the figures, at most twice a second.
class LevelMeter : public QWidget {
    Q_OBJECT
public:
    explicit LevelMeter(const Theme& theme, QWidget* parent = nullptr);

    void setLevels(const std::vector<MeterChannel>& channels); // no channel: the meter is empty
    void setMuted(bool muted); // greyed; the levels still show what the microphone hears
    QSize sizeHint() const override { return {160, 14}; }
    QSize minimumSizeHint() const override { return {80, 14}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();

    const Theme& m_theme;
    std::vector<MeterChannel> m_channels;
    bool m_muted = false;
    QElapsedTimer m_described;
};

} // namespace sluice
