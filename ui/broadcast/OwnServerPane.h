// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/session/ServerSession.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sluice {

// The built-in server as a destination: who can watch, the link for them, how many do.
class OwnServerPane : public QWidget {
    Q_OBJECT
public:
    explicit OwnServerPane(QWidget* parent = nullptr);

    void setServer(const ServerInfo& info, bool sharedBySetting);
    void setLive(bool live); // who can watch cannot be changed meanwhile

signals:
    void shareRequested(bool shared);
    void copied(const QString& link);

private:
    void askToShare();
    void copyLink();
    void refresh();
    void showLinks(const QStringList& all);
    QStringList links() const;

    QLabel* m_sharing;
    QPushButton* m_share;
    QLineEdit* m_link; // where there is one
    QComboBox* m_links; // where there are several
    QPushButton* m_copy;
    QLabel* m_watching;
    QLabel* m_problem;
    ServerInfo m_info;
    bool m_shared = false;
    bool m_live = false;
};

} // namespace sluice
