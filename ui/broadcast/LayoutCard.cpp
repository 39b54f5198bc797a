// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/LayoutCard.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/broadcast/SourcePicker.h"
#include "ui/widgets/ChoiceRow.h"
#include "ui/widgets/FileFilters.h"

namespace sluice {

namespace {
const QString kOwnSlate = QStringLiteral("own"); // the drawing
const QString kFilePrefix = QStringLiteral("file:");
constexpr int kMostOfTheLine = 100; // to one of what is empty
constexpr int kWidest = 320; // pixels
} // namespace

LayoutCard::LayoutCard(QWidget* parent)
    : Card(tr("LAYOUT"), parent)
    , m_choices(new ChoiceRow(
          tr("Layout"), {tr("Camera"), tr("Screen"), tr("Both"), tr("Slate")}, ChoiceRow::Size::Small))
    , m_screen(new SourcePicker(tr("Screen"), {{tr("Test picture"), QStringLiteral("test")}},
          tr("Clip to show instead of a screen")))
    , m_slate(new SourcePicker(
          tr("Slate"), {{tr("Crossed-out camera"), kOwnSlate}}, tr("Picture or video for the slate")))
    , m_sources(new QStackedWidget)
    , m_problem(new QLabel)
{
    const auto tip = [this](LayoutKind kind, const QString& text) {
        m_choices->button(static_cast<int>(kind))->setToolTip(text);
    };
    tip(LayoutKind::Camera, tr("Show the camera (Alt+1)"));
    tip(LayoutKind::Screen, tr("Show the screen or a window (Alt+2)"));
    tip(LayoutKind::Both, tr("Show the screen with the camera in a corner (Alt+3)"));
    tip(LayoutKind::Slate, tr("Show neither (Alt+4)"));
    m_problem->setProperty("role", "bad");
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    body()->addWidget(m_choices);
    for (QWidget* page : {static_cast<QWidget*>(m_screen), static_cast<QWidget*>(m_slate)})
        m_sources->addWidget(page);
    QSizePolicy place(QSizePolicy::Preferred, QSizePolicy::Maximum);
    place.setRetainSizeWhenHidden(true);
    m_sources->setSizePolicy(place);
    m_sources->setMaximumWidth(kWidest);
    header()->addWidget(m_sources, kMostOfTheLine);
    body()->addWidget(m_problem);
    body()->addStretch(1);
    connect(m_choices, &ChoiceRow::chosenByHand, this,
        [this](int index) { emit chosenByHand(static_cast<LayoutKind>(index)); });
    m_slate->setFileEntry(tr("Picture or video…"), filefilters::picturesAndMedia());
    connect(m_slate, &SourcePicker::chosen, this, [this](const QString& value) {
        emit slateChosen(value == kOwnSlate ? QString() : value.mid(kFilePrefix.size()));
    });
    setSlate({});
    setLayoutShown(LayoutKind::Camera, {});
}

void LayoutCard::setLayoutShown(LayoutKind kind, const QString& problem)
{
    m_choices->setChosen(static_cast<int>(kind));
    m_sources->setVisible(kind != LayoutKind::Camera);
    m_sources->setCurrentWidget(kind == LayoutKind::Slate ? m_slate : m_screen);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void LayoutCard::setSlate(const QString& path)
{
    m_slate->setValue(path.isEmpty() ? kOwnSlate : kFilePrefix + path);
}

LayoutKind LayoutCard::chosen() const
{
    return static_cast<LayoutKind>(m_choices->chosen());
}

} // namespace sluice
