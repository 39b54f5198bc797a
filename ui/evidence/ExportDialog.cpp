// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evidence/ExportDialog.h"

#include <QApplication>
#include <QCheckBox>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QSysInfo>
#include <QThread>

#include "core/metrics/SessionGraph.h"
#include "core/session/ReportLanguage.h"
#include "ui/theme/Tr.h"

namespace sluice {

ExportDialog::ExportDialog(SessionRecord session, std::shared_ptr<const ArrivalTrace> arrivals,
    QWidget* parent, std::shared_ptr<const Timeline> timeline)
    : QDialog(parent)
    , m_session(std::move(session))
    , m_timeline(std::move(timeline))
    , m_rows(m_timeline ? m_timeline->end() : 0)
    , m_arrivals(std::move(arrivals))
    , m_folder(new QLineEdit(this))
    , m_name(new QLineEdit(this))
    , m_message(new QLabel(this))
    , m_export(new QPushButton(tr("Export"), this))
    , m_close(new QPushButton(tr("Close"), this))
{
    setWindowTitle(tr("Export the session"));
    buildForm();
    connect(m_export, &QPushButton::clicked, this, &ExportDialog::begin);
    connect(m_close, &QPushButton::clicked, this, &ExportDialog::reject);
    resize(560, 0);
}

ExportDialog::~ExportDialog()
{
    if (m_writer)
        m_writer->wait();
}

void ExportDialog::buildForm()
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (folder.isEmpty() || !QFileInfo(folder).isDir())
        folder = QDir::homePath();
    m_folder->setText(QDir::toNativeSeparators(folder));
    m_name->setText(QDateTime::fromMSecsSinceEpoch(m_session.report.startedAtEpochMs)
            .toString(QStringLiteral("'sluice-'yyyyMMdd-HHmmss")));
    auto* browse = new QPushButton(tr("Choose…"), this);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    auto* where = new QHBoxLayout;
    where->addWidget(m_folder, 1);
    where->addWidget(browse);
    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->addRow(tr("Folder"), where);
    m_folder->setAccessibleName(tr("Folder"));
    form->addRow(tr("Name"), m_name);
    auto* kinds = new QVBoxLayout;
    for (const ExportRow& row : exportRows()) {
        auto* check = new QCheckBox(trCore(row.label), this);
        check->setChecked(true);
        connect(check, &QCheckBox::toggled, this, [this] {
            m_export->setEnabled(std::any_of(
                m_boxes.begin(), m_boxes.end(), [](const auto& one) { return one.second->isChecked(); }));
        });
        kinds->addWidget(check);
        m_boxes.emplace_back(&row, check);
    }
    form->addRow(tr("Files"), kinds);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->hide();
    m_export->setProperty("kind", "primary");
    m_export->setDefault(true);
    browse->setAutoDefault(false);
    m_close->setAutoDefault(false);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(m_close);
    foot->addWidget(m_export);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(m_message);
    column->addStretch(1);
    column->addLayout(foot);
}

QCheckBox* ExportDialog::box(ExportKind kind) const
{
    for (const auto& [row, check] : m_boxes)
        if (row->kind == kind)
            return check;
    return nullptr;
}

void ExportDialog::browse()
{
    auto* dialog = new QFileDialog(this, tr("Folder"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

QString ExportDialog::pathOf(const ExportRow& row) const
{
    return QDir(m_folder->text()).filePath(m_name->text().trimmed() + qstr(row.ending));
}

HtmlReport ExportDialog::pageFacts()
{
    const QString program = QStringLiteral("Sluice %1, Qt %2")
                                .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion()));
    return {program.toStdString(), QSysInfo::prettyProductName().toStdString(), reportWords()};
}

bool ExportDialog::writePicture(const QString& path, const SessionRecord& session)
{
    SessionGraph graph;
    graph.words = reportWords();
    QSvgRenderer renderer(QByteArray::fromStdString(graph.svg(session)));
    QImage image(graph.width * 2, graph.height * 2, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    return renderer.isValid() && image.save(path, "PNG");
}

void ExportDialog::begin()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || name.contains(QLatin1Char('/'))) {
        say(tr("Give the files a name without a slash."), true);
        return;
    }
    if (!QFileInfo(m_folder->text()).isDir()) {
        say(tr("There is no folder “%1”. Choose another one.").arg(m_folder->text()), true);
        return;
    }
    std::vector<std::pair<ExportKind, QString>> files;
    for (const auto& [row, check] : m_boxes) {
        if (!check->isChecked())
            continue;
        if (QFileInfo::exists(pathOf(*row))) {
            say(tr("“%1” is there already. Choose another name.").arg(QFileInfo(pathOf(*row)).fileName()),
                true);
            return;
        }
        files.emplace_back(row->kind, pathOf(*row));
    }
    m_count = static_cast<int>(files.size());
    m_problems.clear();
    m_export->setEnabled(false);
    m_close->setEnabled(false);
    say(tr("Writing…"), false);
    m_writer.reset(QThread::create([this, files = std::move(files), page = pageFacts()] {
        if (m_timeline && m_session.samples.empty())
            m_session.samples = copyOf(*m_timeline, m_rows);
        for (const auto& [kind, path] : files) {
            auto written = kind == ExportKind::Picture
                ? writePicture(path, m_session)
                    ? Result<void>()
                    : Error(ErrorCode::FileUnwritable, {path.toStdString(), "PNG"})
                : exportSession(kind, path.toStdString(), m_session, m_arrivals.get(), page);
            if (!written)
                m_problems.push_back(written.error());
        }
    }));
    connect(m_writer.get(), &QThread::finished, this, &ExportDialog::onWritten);
    m_writer->start();
}

void ExportDialog::onWritten()
{
    m_export->setEnabled(true);
    m_close->setEnabled(true);
    m_close->setFocus();
    if (m_problems.empty())
        say(tr("%n file(s) written.", nullptr, m_count), false);
    else
        say(trError(m_problems.front()), true);
}

void ExportDialog::say(const QString& text, bool bad)
{
    m_message->setProperty("role", bad ? "bad" : "label");
    m_message->setStyleSheet(m_message->styleSheet()); // the style looks at the property again
    m_message->setText(text);
    m_message->show();
}

void ExportDialog::reject()
{
    if (!m_writer || m_writer->isFinished())
        QDialog::reject();
}

} // namespace sluice
