// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>

#include "core/session/BroadcastSession.h"
#include "core/session/DestinationBook.h"
#include "core/session/ServerSession.h"
#include "core/settings/ServiceCatalog.h"
#include "ui/broadcast/StreamKey.h"
#include "ui/widgets/Card.h"

class QComboBox;
class QLabel;

namespace sluice {

class DestinationList;
class OwnServerPane;
class ServerForm;

// Where the broadcast goes: the built-in server with its link for viewers, one that was saved, another server with a
// key, or several at once, out of all these.
class DestinationCard : public Card {
    Q_OBJECT
public:
    explicit DestinationCard(QWidget* parent = nullptr);

    void setServer(const ServerInfo& info, bool sharedBySetting);
    void setLive(bool live); // nothing of the destination can be changed meanwhile
    // Where a broadcast goes that was not begun here. `shown`: redacted.
    void setGoingTo(bool builtIn, const QString& shown, bool both = false);
    void setOthers(const std::vector<DestinationStatus>& status, bool ownServerFirst); // … to several
    // How those fare that are gone to, where they are several: in the order of the list.
    void setStatus(const std::vector<DestinationStatus>& status, TimePoint now);

    // What the other server may be: one that was saved, a service, or whatever is typed.
    void setPlaces(const std::vector<SavedDestination>& saved, const std::vector<Service>& services);
    void setAdvice(const QStringList& sentences); // limits that the settings break

    bool builtIn() const;
    bool other() const; // another server, alone or as well
    bool several() const;
    std::vector<PublishAddress> others() const; // all but the built-in server
    // Says what is missing, and puts the keyboard there. True when nothing is.
    bool checkAddress();
    // What is remembered of it: the rows that are ticked while several are chosen, or the one that was saved; empty:
    // the built-in server alone is, or what is typed.
    QStringList chosen() const;
    void choose(const QStringList& ids); // as it was remembered
    void setSavedKey(const QString& id, const QString& key); // of a row; empty: there is none
    DestinationList* list() const { return m_list; }
    ServerForm* form() const { return m_form; } // the other server

signals:
    void shareRequested(bool shared);
    void copied(const QString& link);
    void addressChanged();
    void keyWanted(const QString& id); // of a saved server that was ticked
    void retryRequested(std::size_t destination);

private:
    void fillChoice();
    void select(QString kind);
    void choosePlace();
    void followForm();
    void arrange();
    void onTicked();
    void keepApart();
    QString savedAsTyped() const;
    void askForKeys();
    std::optional<QString> keyOf(const QString& id) const;
    void noteTypedKey(const QString& id, const QString& key);
    bool checkSaved();
    QString twice() const;

    QComboBox* m_choice;
    DestinationList* m_list;
    QLabel* m_problemOfSaved; // why not all that are ticked can be gone to
    OwnServerPane* m_own;
    ServerForm* m_form;
    QLabel* m_advice; // of any of them
    std::map<QString, std::optional<QString>>
        m_keys; // of ticked ones; nothing: the keychain has not answered
    std::map<QString, QString> m_typedKeys; // of saved ones, by people; none is empty
    std::vector<SavedDestination> m_saved;
    bool m_typedTicked = false; // before the hand came
    bool m_live = false;
};

} // namespace sluice
