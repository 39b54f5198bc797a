// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QPushButton;
class QStringListModel;

namespace sluice {

// The address of what is watched, with the addresses of before.
class UrlBar : public QWidget {
    Q_OBJECT
public:
    explicit UrlBar(QWidget* parent = nullptr);

    void setHistory(const QStringList& addresses); // newest first
    void setText(const QString& text);
    QString text() const;
    void focusField();
    void setRunning(bool running); // something can be stopped

signals:
    void openRequested(const QString& address);
    void stopRequested();

private:
    void fillMenu();
    void chooseFile();

    QLineEdit* m_field;
    QPushButton* m_open;
    QPushButton* m_more;
    QStringListModel* m_model;
    bool m_running = false;
};

} // namespace sluice
