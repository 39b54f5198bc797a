// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/CheckDialog.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr int kWidth = 560;

QLabel* plain(const char* role, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

void setRole(QLabel* label, const char* role)
{
    if (label->property("role").toString() == QLatin1String(role))
        return;
    label->setProperty("role", role);
    label->style()->unpolish(label);
    label->style()->polish(label);
}

// A sign and a word: never by colour alone.
struct Shown {
    QString sign;
    QString word;
    const char* role;
};

Shown shownAs(CheckState state)
{
    switch (state) {
    case CheckState::Good:
        return {QStringLiteral("✓"), CheckDialog::tr("Good"), "good"};
    case CheckState::Warning:
        return {QStringLiteral("!"), CheckDialog::tr("Note"), "warn"};
    case CheckState::Bad:
        return {QStringLiteral("✗"), CheckDialog::tr("Problem"), "bad"};
    case CheckState::Skipped:
        return {QStringLiteral("–"), CheckDialog::tr("Not checked"), "label"};
    case CheckState::Waiting:
    case CheckState::Running:
        break;
    }
    return {QStringLiteral("…"), CheckDialog::tr("Checking"), "label"};
}

QString subjectOf(const Check& check)
{
    switch (check.kind) {
    case Check::Kind::Picture:
        return CheckDialog::tr("Picture");
    case Check::Kind::Sound:
        return CheckDialog::tr("Microphone");
    case Check::Kind::Encoder:
        return CheckDialog::tr("Encoder");
    case Check::Kind::Disk:
        return CheckDialog::tr("Disk");
    case Check::Kind::Destination:
        break;
    }
    return check.subject.empty() || check.subject == "***"
        ? CheckDialog::tr("This computer (built-in server)")
        : qstr(check.subject);
}

QString summaryOf(CheckState overall)
{
    switch (overall) {
    case CheckState::Good:
        return CheckDialog::tr("Everything is ready. You can go live.");
    case CheckState::Warning:
    case CheckState::Skipped:
        return CheckDialog::tr("You can go live; see the notes below.");
    case CheckState::Bad:
        return CheckDialog::tr("Something needs your attention before you go live.");
    case CheckState::Waiting:
        return CheckDialog::tr("Looks at everything that can be known before going live.");
    case CheckState::Running:
        break;
    }
    return CheckDialog::tr("Checking… Say a sentence into the microphone meanwhile.");
}

} // namespace

CheckDialog::CheckDialog(QWidget* parent)
    : QDialog(parent)
    , m_summary(plain("value", this))
    , m_grid(new QGridLayout)
    , m_agree(new QCheckBox(
          tr("Send four seconds of a test picture to this server; its viewers could see it"), this))
    , m_again(new QPushButton(tr("Check again"), this))
    , m_close(new QPushButton(this))
{
    setWindowTitle(tr("Check setup"));
    setMinimumWidth(kWidth);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(10);
    m_grid->setColumnStretch(2, 1);
    m_again->setProperty("kind", "primary");
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_again);
    buttons->addWidget(m_close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(14);
    column->addWidget(m_summary);
    column->addLayout(m_grid);
    column->addWidget(m_agree);
    column->addStretch(1);
    column->addLayout(buttons);
    m_agree->hide();
    connect(m_again, &QPushButton::clicked, this, &CheckDialog::checkRequested);
    connect(m_close, &QPushButton::clicked, this, &CheckDialog::closeOrCancel);
    connect(this, &QDialog::finished, this, &CheckDialog::cancelRequested);
    setChecks({}, CheckState::Waiting);
}

void CheckDialog::setMayAsk(bool ask)
{
    m_agree->setVisible(ask);
}

bool CheckDialog::agreed() const
{
    return m_agree->isVisibleTo(this) && m_agree->isChecked();
}

CheckDialog::Line CheckDialog::makeLine()
{
    Line line{plain("label", this), plain("value", this), plain("why", this)};
    const int row = m_grid->rowCount();
    m_grid->addWidget(line.sign, row, 0, Qt::AlignTop);
    m_grid->addWidget(line.subject, row, 1, Qt::AlignTop);
    m_grid->addWidget(line.text, row, 2, Qt::AlignTop);
    line.subject->setMinimumWidth(150);
    return line;
}

void CheckDialog::setChecks(const std::vector<Check>& checks, CheckState overall)
{
    while (m_lines.size() < checks.size())
        m_lines.push_back(makeLine());
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const Line& line = m_lines[i];
        const bool used = i < checks.size();
        for (QLabel* label : {line.sign, line.subject, line.text})
            label->setVisible(used);
        if (!used)
            continue;
        const Shown shown = shownAs(checks[i].verdict.state);
        line.sign->setText(shown.sign);
        line.sign->setAccessibleName(shown.word);
        setRole(line.sign, shown.role);
        line.subject->setText(subjectOf(checks[i]));
        const QString text = trSentence(checks[i].verdict.text);
        line.text->setText(text.isEmpty() ? shown.word : text);
    }
    m_running = overall == CheckState::Running;
    m_summary->setText(summaryOf(overall));
    m_again->setEnabled(!m_running);
    m_again->setText(overall == CheckState::Waiting ? tr("Check") : tr("Check again"));
    m_close->setText(m_running ? tr("Cancel") : tr("Close"));
    growToFit();
}

void CheckDialog::wait(const QString& why)
{
    setChecks({}, CheckState::Waiting);
    m_summary->setText(why);
    m_again->setEnabled(false);
    growToFit();
}

// Sentences that wrap need more height than the layout asks a window for.
void CheckDialog::growToFit()
{
    layout()->activate();
    const int needed = layout()->heightForWidth(width());
    if (needed > height())
        resize(width(), needed);
}

QString CheckDialog::text() const
{
    QStringList all{m_summary->text()};
    for (const Line& line : m_lines)
        if (line.text->isVisibleTo(this))
            all += line.sign->text() + QLatin1Char(' ') + line.subject->text() + QStringLiteral(": ")
                + line.text->text();
    return all.join(QLatin1Char('\n'));
}

void CheckDialog::closeOrCancel()
{
    if (m_running)
        emit cancelRequested();
    else
        accept();
}

} // namespace sluice
