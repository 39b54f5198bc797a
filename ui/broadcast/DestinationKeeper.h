// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>

#include "core/session/PreflightSession.h"
#include "core/settings/ServiceCatalog.h"
#include "ui/UiContext.h"

namespace sluice {

class DestinationCard;
class ServerForm;
struct PublishAddress;

// Joins the card of destinations with the saved servers, their keys and what is known of services.
class DestinationKeeper : public QObject {
    Q_OBJECT
public:
    DestinationKeeper(UiContext& context, DestinationCard& card, QObject* parent);

    // What "Check setup" is to look at. `agreed`: test pictures may be sent where viewers could see them.
    PreflightRequest checkRequest(bool agreed) const;
    // The other server has no way to be tested that viewers do not see, and is no service: the person may agree.
    bool mayAsk() const;

    void remember() const; // what is chosen
    void showLastServer(); // in the form, unless that shows one that was saved

private:
    void fill();
    void save(const QString& name);
    void forget(const QString& id);
    void showKey(const QString& id);
    void showLimits();
    void showKeyPlace();
    StreamFacts facts() const;
    PreflightRequest::Destination checked(const PublishAddress& address, bool agreed) const;

    UiContext& m_context;
    DestinationCard& m_card;
    ServerForm& m_form; // of the card
    bool m_justSaved = false; // where the key is kept is said once it is known
};

} // namespace sluice
