// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsDialog.h"

#include <algorithm>
#include <array>

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "core/session/SettingsFile.h"
#include "ui/settings/BufferEdit.h"
#include "ui/settings/BufferHeader.h"
#include "ui/settings/EncoderNotes.h"
#include "ui/settings/SettingEditor.h"
#include "ui/theme/Format.h"
#include "ui/theme/Icons.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr auto kPages = std::to_array<SettingsPage>({SettingsPage::General, SettingsPage::Video,
    SettingsPage::Audio, SettingsPage::Encoding, SettingsPage::Destinations, SettingsPage::Buffer,
    SettingsPage::Network, SettingsPage::Server, SettingsPage::Recording, SettingsPage::Advanced});
constexpr int kSideWidth = 190;
constexpr QSize kUsualSize(900, 640);

// What a search may call the profile buttons by: they have no row of their own.
QString profileWords()
{
    QString text;
    if (const SettingRow* row = SettingsSchema::standard().find("buffer.profile")) {
        text = qstr(row->key) + QLatin1Char(' ') + trSetting(row->label) + QLatin1Char(' ')
            + trSetting(row->why);
        for (const SettingChoice& choice : row->choices)
            text += QLatin1Char(' ') + trSetting(choice.label);
    }
    return text;
}

} // namespace

SettingsDialog::SettingsDialog(Theme& theme, const Settings& settings, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_applied(settings)
    , m_edited(settings)
{
    setWindowTitle(tr("Settings"));
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    QWidget* body = buildBody(); // the pages' list needs to know which there are
    middle->addWidget(buildSide());
    middle->addWidget(body, 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addLayout(middle, 1);
    all->addWidget(buildFoot());
    for (QWidget* container : {m_scroll->widget(), m_scroll->viewport(), static_cast<QWidget*>(m_scroll),
             body, static_cast<QWidget*>(this)})
        m_theme.dressByParts(*container);
    // Never larger than the window it belongs to, which may fill a small screen.
    resize(parent != nullptr ? kUsualSize.boundedTo(parent->window()->size()) : kUsualSize);
    load();
    drawIcons();
    connect(&theme, &Theme::changed, this, &SettingsDialog::drawIcons);
    showPage(m_sections.front().page);
    m_theme.dressAhead(*m_scroll->widget()); // a search may show all pages at once
    setTabOrder(m_search, m_pages);
    m_search->setFocus();
}

// --- Building

QWidget* SettingsDialog::buildSide()
{
    auto* side = new QWidget(this);
    side->setObjectName(QStringLiteral("dialogSide"));
    side->setAttribute(Qt::WA_StyledBackground);
    side->setFixedWidth(kSideWidth);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(10);
    m_search = new QLineEdit(side);
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_pages = new QListWidget(side);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_pages->setAccessibleName(tr("Pages"));
    m_pages->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const Section& section : m_sections)
        m_pages->addItem(trSetting(pageTitle(section.page)));
    column->addWidget(m_search);
    column->addWidget(m_pages, 1);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(m_pages, &QListWidget::currentRowChanged, this, [this] {
        if (m_search->text().isEmpty())
            showSections();
        else
            m_search->clear();
    });
    // The page from before the search is still the current one: choosing it changes no row.
    connect(m_pages, &QListWidget::itemClicked, m_search, &QLineEdit::clear);
    return side;
}

QWidget* SettingsDialog::buildBody()
{
    auto* body = new QWidget(this);
    // No sheet for what holds the pages: the theme dresses each page for itself.
    body->setBackgroundRole(QPalette::AlternateBase);
    body->setAutoFillBackground(true);
    auto* outer = new QVBoxLayout(body);
    outer->setContentsMargins(0, 0, 0, 0);
    m_scroll = new QScrollArea(body);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setFrameShape(QFrame::NoFrame);
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(10);
    for (const SettingsPage page : kPages)
        buildSection(page, content, column);
    m_nothing = new QLabel(tr("No setting has these words."), content);
    m_nothing->setProperty("role", "label");
    column->addWidget(m_nothing);
    column->addStretch(1);
    m_scroll->setWidget(content);
    content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    outer->addWidget(m_scroll, 1);
    m_note = new QLabel(body);
    m_note->setProperty("role", "small");
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(18, 6, 18, 10);
    m_note->hide();
    outer->addWidget(m_note);
    m_problem = new QLabel(body);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setProperty("role", "bad");
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(18, 6, 18, 10);
    m_problem->hide();
    outer->addWidget(m_problem);
    return body;
}

void SettingsDialog::buildSection(SettingsPage page, QWidget* content, QVBoxLayout* column)
{
    Section section{page, new QWidget(content), {}};
    auto* rows = new QVBoxLayout(section.widget);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    auto* title = new QLabel(trSetting(pageTitle(page)).toUpper(), section.widget);
    title->setProperty("role", "cardTitle");
    rows->addWidget(title);
    if (page == SettingsPage::Buffer) {
        m_buffer = new BufferHeader(m_theme, section.widget);
        rows->addWidget(m_buffer);
        connect(m_buffer, &BufferHeader::profileChosen, this, [this](BufferProfile profile) {
            m_said.clear();
            bufferedit::chooseProfile(m_edited, profile);
            load();
        });
        connect(m_buffer, &BufferHeader::markMoved, this, [this](const char* key, Duration value) {
            m_said.clear();
            bufferedit::setValue(m_edited, key, toMs(value));
            load();
        });
    }
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(3, 1);
    for (const SettingRow& row : m_edited.schema().rows()) {
        if (row.page != page || row.key == "buffer.profile")
            continue;
        auto* editor = new SettingEditor(row, section.widget);
        const int line = grid->rowCount();
        grid->addWidget(editor->label(), line, 0);
        if (QPushButton* chooser = editor->chooser()) {
            auto* both = new QHBoxLayout;
            both->setSpacing(SettingEditor::kChooserGap);
            both->addWidget(editor->editor());
            both->addWidget(chooser);
            grid->addLayout(both, line, 1, Qt::AlignLeft | Qt::AlignVCenter);
        } else {
            grid->addWidget(editor->editor(), line, 1, Qt::AlignLeft | Qt::AlignVCenter);
        }
        grid->addWidget(editor->restoreButton(), line, 2);
        grid->addWidget(editor->why(), line, 3);
        section.editors.push_back(editor);
        connect(editor, &SettingEditor::edited, this,
            [this, editor](const SettingValue& value) { onEdited(editor->row(), value); });
        connect(editor, &SettingEditor::problemChanged, this, &SettingsDialog::validate);
        connect(editor, &SettingEditor::restoreRequested, this, [this, editor] { restore(editor->row()); });
    }
    rows->addLayout(grid);
    if (page == SettingsPage::Encoding) {
        m_encoders = new EncoderNotes(section.widget);
        rows->addWidget(m_encoders);
    }
    if (section.editors.empty()) {
        delete section.widget; // a page without a row is not shown
        return;
    }
    column->addWidget(section.widget);
    m_sections.push_back(std::move(section));
}

QWidget* SettingsDialog::buildFoot()
{
    auto* foot = new QWidget(this);
    foot->setObjectName(QStringLiteral("dialogFoot"));
    foot->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(8);
    auto* restore = new QPushButton(tr("Restore defaults"), foot);
    auto* menu = new QMenu(restore);
    connect(menu->addAction(tr("Of this page")), &QAction::triggered, this, &SettingsDialog::restorePage);
    connect(menu->addAction(tr("Of all pages")), &QAction::triggered, this, &SettingsDialog::restoreAll);
    restore->setMenu(menu);
    auto* import = new QPushButton(tr("Import…"), foot);
    auto* exporter = new QPushButton(tr("Export…"), foot);
    import->setAccessibleDescription(tr("Takes over settings from a JSON file"));
    exporter->setAccessibleDescription(tr("Writes the settings that are shown into a JSON file"));
    connect(import, &QPushButton::clicked, this, [this] { askForFile(true); });
    connect(exporter, &QPushButton::clicked, this, [this] { askForFile(false); });
    m_cancel = new QPushButton(tr("Cancel"), foot);
    m_apply = new QPushButton(tr("Apply"), foot);
    m_apply->setProperty("kind", "primary");
    m_ok = new QPushButton(tr("OK"), foot);
    m_ok->setDefault(true);
    for (QPushButton* button : {restore, import, exporter, m_cancel, m_apply})
        button->setAutoDefault(false);
    row->addWidget(restore);
    row->addWidget(import);
    row->addWidget(exporter);
    row->addStretch(1);
    row->addWidget(m_cancel);
    row->addWidget(m_apply);
    row->addWidget(m_ok);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, [this] { emit applyRequested(m_edited); });
    connect(m_ok, &QPushButton::clicked, this, [this] {
        if (!(m_edited == m_applied))
            emit applyRequested(m_edited);
        if (m_edited == m_applied) // it was taken
            accept();
    });
    return foot;
}

void SettingsDialog::setEncoders(const std::vector<EncoderFinding>& found)
{
    SettingEditor* picker = editor("video.encoder");
    if (m_encoders != nullptr && picker != nullptr)
        m_encoders->setFound(found, *qobject_cast<QComboBox*>(picker->editor()));
}

// --- Values

void SettingsDialog::load()
{
    const BufferSettings buffer = bufferedit::values(m_edited);
    for (const Section& section : m_sections) {
        for (SettingEditor* editor : section.editors) {
            const SettingRow& row = editor->row();
            if (const auto value = m_edited.value(row.key))
                editor->setValue(*value);
            else
                editor->setValue(bufferedit::shownValue(buffer, row.key));
        }
    }
    if (m_buffer != nullptr) {
        m_buffer->setProfile(BufferChoice::from(m_edited).profile);
        m_buffer->setValues(buffer);
    }
    showDefaults();
    showCap();
    validate();
}

void SettingsDialog::showDefaults()
{
    for (const Section& section : m_sections) {
        for (SettingEditor* editor : section.editors) {
            const std::string_view key = editor->row().key;
            Settings without = m_edited;
            without.reset(key);
            const auto shown = [key](const Settings& settings) {
                const auto own = settings.value(key);
                return own ? *own : SettingValue(bufferedit::shownValue(bufferedit::values(settings), key));
            };
            const SettingValue usual = shown(without);
            editor->setDefault(usual, shown(m_edited) != usual || !editor->problem().isEmpty());
        }
    }
}

void SettingsDialog::drawIcons()
{
    const QIcon glyph = icon(Glyph::Restore, m_theme.tokens().dim);
    for (const Section& section : m_sections)
        for (SettingEditor* editor : section.editors)
            editor->restoreButton()->setIcon(glyph);
}

void SettingsDialog::restore(const SettingRow& row)
{
    m_said.clear();
    m_edited.reset(row.key);
    load();
    if (SettingEditor* restored = editor(row.key))
        restored->editor()->setFocus(); // the button is gone
}

void SettingsDialog::onEdited(const SettingRow& row, const SettingValue& value)
{
    if (row.has(kFromProfile)) {
        m_said.clear();
        bufferedit::setValue(m_edited, row.key, std::get<std::int64_t>(value));
        load();
        return;
    }
    m_said.clear();
    // As it was, or the default again: nothing was chosen then.
    const bool back
        = m_applied.value(row.key) == value ? !m_applied.isSet(row.key) : row.defaultValue() == value;
    if (back)
        m_edited.reset(row.key);
    else if (auto set = m_edited.setValue(row.key, value); !set) {
        showProblem(trError(set.error()));
        return;
    }
    showDefaults();
    validate();
}

void SettingsDialog::setSettings(const Settings& settings)
{
    m_said.clear();
    m_applied = settings;
    m_edited = settings;
    load();
}

void SettingsDialog::follow(const Settings& settings)
{
    if (settings == m_applied)
        return;
    Settings merged = settings;
    for (const SettingRow& row : merged.schema().rows()) {
        const bool touched = m_edited.isSet(row.key) != m_applied.isSet(row.key)
            || m_edited.value(row.key) != m_applied.value(row.key);
        if (!touched)
            continue;
        if (const auto value = m_edited.value(row.key); value && m_edited.isSet(row.key))
            (void)merged.setValue(row.key, *value);
        else
            merged.reset(row.key);
    }
    m_applied = settings;
    m_edited = std::move(merged);
    load();
}

// --- Files

void SettingsDialog::askForFile(bool import)
{
    auto* dialog = new QFileDialog(
        this, import ? tr("Import settings") : tr("Export settings"), QString(), tr("Settings (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(import ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    dialog->setAcceptMode(import ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    if (!import) {
        dialog->setDefaultSuffix(QStringLiteral("json"));
        dialog->selectFile(QStringLiteral("sluice-settings.json"));
    }
    connect(dialog, &QFileDialog::fileSelected, this,
        import ? &SettingsDialog::importFile : &SettingsDialog::exportFile);
    dialog->open();
}

void SettingsDialog::importFile(const QString& path)
{
    m_said.clear();
    auto read = importSettings(path.toStdString(), m_edited);
    const QString name = QFileInfo(path).fileName();
    if (!read) {
        load(); // nothing else is said meanwhile
        // The window calls a setting by its label; whoever mends the file needs the key.
        const Error& error = read.error();
        const QString key = error.code() == ErrorCode::BadSetting
            ? qstr(error.sentence().args().front()) + QStringLiteral(": ")
            : QString();
        showProblem(tr("Nothing was taken over from “%1”. %2").arg(name, key + trError(error)));
        return;
    }
    const bool same = *read == m_edited;
    m_edited = *std::move(read);
    say(same ? tr("“%1” says what is shown already.").arg(name)
             : tr("Shown is what “%1” says. Apply or OK puts it in force.").arg(name));
    load();
}

void SettingsDialog::exportFile(const QString& path)
{
    if (auto written = exportSettings(path.toStdString(), m_edited); !written) {
        showProblem(trError(written.error()));
        return;
    }
    say(tr("Written: %1").arg(path));
    validate();
}

void SettingsDialog::say(const QString& text)
{
    m_said = text;
}

// --- Notes

void SettingsDialog::setPlaying(double streamKbps, std::optional<Duration> level, const BufferContext& source)
{
    m_streamKbps = streamKbps;
    m_source = source;
    if (m_buffer != nullptr)
        m_buffer->setLevel(level);
    showCap();
}

void SettingsDialog::setAdvice(const QString& text)
{
    if (m_buffer != nullptr)
        m_buffer->setAdvice(text, {});
}

void SettingsDialog::setAdvice(
    const QString& text, const BufferSettings& before, const BufferSettings& advised)
{
    if (m_buffer == nullptr)
        return;
    const QString level = format::seconds(advised.start, toMs(advised.start) % 100 == 0 ? 1 : 2);
    m_buffer->setAdvice(text, tr("Use %1").arg(level));
    disconnect(m_buffer, &BufferHeader::adviceTaken, this, nullptr);
    connect(m_buffer, &BufferHeader::adviceTaken, this, [this, before, advised] {
        m_said.clear();
        bufferedit::useStart(m_edited, before, advised);
        load();
    });
}

void SettingsDialog::showCap()
{
    SettingEditor* cap = editor("buffer.cap_mib");
    if (cap == nullptr)
        return;
    if (m_streamKbps <= 0) {
        cap->setWhy(trSetting(cap->row().why));
        return;
    }
    // What these settings mean for the stream that plays, which may be of another kind than the one that is shown.
    const auto legal = BufferChoice::from(m_edited).resolve(m_source);
    const BufferSettings values = legal ? *legal : bufferedit::values(m_edited);
    const double held = static_cast<double>(values.capBytes) * 8 / (m_streamKbps * 1000);
    const QString time = format::seconds(fromSeconds(held), held < 10 ? 1 : 0);
    // Unset it depends on the kind of stream: then the field shows another one's.
    QString text
        = m_edited.isSet("buffer.cap_mib") || values.capBytes == bufferedit::values(m_edited).capBytes
        ? tr("%1 at the stream’s present bitrate.").arg(time)
        : tr("%1 for this stream: %2 at its present bitrate.").arg(format::mebibytes(values.capBytes), time);
    if (fromSeconds(held) < values.target)
        text += QLatin1Char(' ')
            + tr("That is less than the target of %1, so the cap decides.")
                  .arg(format::seconds(values.target));
    cap->setWhy(text);
}

QString SettingsDialog::problem() const
{
    for (const Section& section : m_sections) {
        for (const SettingEditor* editor : section.editors) {
            if (!editor->problem().isEmpty())
                return editor->problem();
        }
    }
    if (auto good = bufferedit::check(m_edited); !good)
        return trError(good.error());
    return {};
}

void SettingsDialog::validate()
{
    if (m_apply == nullptr)
        return;
    const QString text = problem();
    showProblem(text);
    m_apply->setEnabled(text.isEmpty() && !(m_edited == m_applied));
    m_ok->setEnabled(text.isEmpty());
    const bool pending = !(m_edited == m_applied) || !text.isEmpty();
    m_cancel->setText(pending ? tr("Cancel") : tr("Close")); // there is nothing to take back
    QString note = m_said;
    if (const QString waiting = waitingChanges(); !waiting.isEmpty())
        note += (note.isEmpty() ? QString() : QStringLiteral("\n")) + waiting;
    m_note->setText(note);
    m_note->setVisible(text.isEmpty() && !note.isEmpty());
}

QString SettingsDialog::waitingChanges() const
{
    QStringList stream;
    QStringList program;
    for (const SettingRow& row : m_edited.schema().rows()) {
        if (m_edited.value(row.key) == m_applied.value(row.key))
            continue;
        if (row.has(kRestartsStream))
            stream += trSetting(row.label);
        else if (row.has(kRestartsProgram))
            program += trSetting(row.label);
    }
    QStringList lines;
    if (!stream.isEmpty())
        lines += tr("With the next stream: %1.").arg(stream.join(QStringLiteral(", ")));
    if (!program.isEmpty())
        lines += tr("When Sluice starts again: %1.").arg(program.join(QStringLiteral(", ")));
    return lines.join(QLatin1Char('\n'));
}

void SettingsDialog::showProblem(const QString& text)
{
    m_problem->setText(text);
    m_problem->setAccessibleName(text);
    m_problem->setVisible(!text.isEmpty());
}

void SettingsDialog::restorePage()
{
    m_said.clear();
    const SettingsPage page = currentPage();
    for (const SettingRow& row : m_edited.schema().rows()) {
        if (row.page == page)
            m_edited.reset(row.key);
    }
    load();
}

void SettingsDialog::restoreAll()
{
    m_said.clear();
    m_edited.resetAll();
    load();
}

// --- Pages and search

SettingEditor* SettingsDialog::editor(std::string_view key) const
{
    for (const Section& section : m_sections) {
        for (SettingEditor* editor : section.editors) {
            if (editor->row().key == key)
                return editor;
        }
    }
    return nullptr;
}

SettingsPage SettingsDialog::currentPage() const
{
    const auto row = static_cast<std::size_t>(std::max(0, m_pages->currentRow()));
    return m_sections[row].page;
}

void SettingsDialog::showPage(SettingsPage page)
{
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
        if (m_sections[i].page == page)
            m_pages->setCurrentRow(static_cast<int>(i));
    }
    showSections();
}

void SettingsDialog::search(const QString& /*words*/)
{
    showSections();
}

void SettingsDialog::showSections()
{
    const QString words = m_search->text().trimmed();
    // What is found is of all pages.
    if (QListWidgetItem* item = m_pages->currentItem())
        item->setSelected(words.isEmpty());
    bool any = false;
    for (const Section& section : m_sections) {
        bool shown = words.isEmpty() && section.page == currentPage();
        for (SettingEditor* editor : section.editors) {
            const bool matches = words.isEmpty() || editor->matches(words);
            editor->setVisible(matches);
            shown = shown || (!words.isEmpty() && matches);
        }
        if (section.page == SettingsPage::Buffer && m_buffer != nullptr) {
            const bool found = words.isEmpty() || SettingEditor::matches(words, profileWords());
            m_buffer->setVisible(found);
            shown = shown || (!words.isEmpty() && found);
        }
        section.widget->setVisible(shown);
        any = any || shown;
    }
    m_nothing->setVisible(!any);
    m_scroll->ensureVisible(0, 0);
}

} // namespace sluice
