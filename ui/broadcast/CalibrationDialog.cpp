// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/CalibrationDialog.h"

#include <algorithm>
#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr int kStep = 5; // of the setting, ms
constexpr int kMost = 500; // … and its bounds
constexpr int kProgress = 100;

int toSetting(Duration offset)
{
    const int ms = static_cast<int>(std::lround(toMsReal(offset) / kStep)) * kStep;
    return std::clamp(ms, -kMost, kMost);
}

} // namespace

// Black, and white for the length of a flash; nothing of a theme, because a camera looks at it.
class CalibrationDialog::Lamp : public QWidget {
public:
    explicit Lamp(QWidget* parent) : QWidget(parent)
    {
        setMinimumSize(480, 240);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        setAttribute(Qt::WA_OpaquePaintEvent);
    }
    void light(bool on)
    {
        m_on = on;
        repaint(); // now, not when there is time
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter(this).fillRect(rect(), m_on ? Qt::white : Qt::black);
    }

private:
    bool m_on = false;
};

CalibrationDialog::CalibrationDialog(QWidget* parent)
    : QDialog(parent)
    , m_lamp(new Lamp(this))
    , m_message(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_start(new QPushButton(tr("&Measure"), this))
    , m_apply(new QPushButton(this))
{
    setWindowTitle(tr("Picture and sound in step"));
    auto* what = new QLabel(
        tr("Point the camera at the black field, so that it fills much of the picture, and turn the speaker up. The "
           "field flashes six times, and with each flash comes a beep."),
        this);
    what->setTextFormat(Qt::PlainText);
    what->setWordWrap(true);
    m_lamp->setAccessibleName(tr("The field that flashes"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setMinimumHeight(2 * fontMetrics().lineSpacing() + 2);
    m_message->setAlignment(Qt::AlignTop);
    m_progress->setRange(0, kProgress);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the measurement"));
    QSizePolicy keepsItsPlace = m_progress->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(keepsItsPlace);
    m_apply->setProperty("kind", "primary");
    m_apply->setAutoDefault(false);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(m_apply);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->addWidget(what);
    column->addWidget(m_lamp, 1);
    column->addWidget(m_progress);
    column->addWidget(m_message);
    column->addLayout(buttons);
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (running())
            emit cancelRequested();
        else
            emit startRequested();
    });
    connect(
        m_apply, &QPushButton::clicked, this, [this] { emit applyRequested(toSetting(m_status.offset)); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    setStatus({}, 0);
}

bool CalibrationDialog::running() const
{
    return m_status.state == CalibrationStatus::State::Opening
        || m_status.state == CalibrationStatus::State::Measuring;
}

QString CalibrationDialog::message() const
{
    return m_message->text();
}

void CalibrationDialog::setFlash(bool on)
{
    m_flash = on;
    m_lamp->light(on);
}

void CalibrationDialog::setHindrance(const QString& text)
{
    m_hindrance = text;
    showMessage();
}

void CalibrationDialog::setStatus(const CalibrationStatus& status, int offsetMs)
{
    m_status = status;
    m_offsetMs = offsetMs;
    showMessage();
}

void CalibrationDialog::showMessage()
{
    using State = CalibrationStatus::State;
    m_start->setEnabled(m_hindrance.isEmpty() || running());
    m_start->setToolTip(running() ? QString() : m_hindrance);
    m_start->setText(running()              ? tr("Cancel")
            : m_status.state == State::Idle ? tr("&Measure")
                                            : tr("&Measure again"));
    m_progress->setVisible(running());
    m_progress->setValue(static_cast<int>(std::lround(m_status.progress * kProgress)));
    const int found = toSetting(m_status.offset);
    const bool news = m_status.state == State::Done && found != m_offsetMs;
    m_apply->setVisible(news);
    m_apply->setText(tr("&Use %1").arg(format::milliseconds(milliseconds(found))));
    QString text = m_hindrance;
    if (text.isEmpty() || running() || m_status.state == State::Done) {
        switch (m_status.state) {
        case State::Idle:
            text = tr("The sound offset is %1 now.").arg(format::milliseconds(milliseconds(m_offsetMs)));
            break;
        case State::Opening:
            text = tr("Opening the camera and the microphone…");
            break;
        case State::Measuring:
            text = tr("Measuring… Keep still.");
            break;
        case State::Failed:
            text = trSentence(m_status.problem);
            break;
        case State::Done: {
            const QString exact = tr("%1 ± %2").arg(format::milliseconds(m_status.offset),
                format::milliseconds(std::max<Duration>(m_status.uncertainty, milliseconds(1))));
            text = found == 0
                ? tr("Picture and sound are in step (%1, from %n flash(es)).", "", m_status.pairs).arg(exact)
                : found > 0
                ? tr("The picture is later than the sound: the sound has to wait %1 (from %n flash(es)).", "",
                      m_status.pairs)
                      .arg(exact)
                : tr("The sound is later than the picture: it has to come sooner, by %1 (from %n flash(es)).",
                      "", m_status.pairs)
                      .arg(exact);
            if (!news)
                text += QLatin1Char(' ') + tr("That is how it is set.");
            break;
        }
        }
    }
    m_message->setText(text);
}

void CalibrationDialog::done(int result)
{
    emit cancelRequested();
    QDialog::done(result);
}

} // namespace sluice
