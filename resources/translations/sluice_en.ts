<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sluice::BroadcastTexts</name>
    <message numerus="yes">
        <source>%n destination(s) not reached, see “Going to”.</source>
        <translation>
            <numerusform>%n destination not reached, see “Going to”.</numerusform>
            <numerusform>%n destinations not reached, see “Going to”.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::BufferGraph</name>
    <message numerus="yes">
        <source>, %n rebuffer(s) so far</source>
        <translation>
            <numerusform>, %n rebuffer so far</numerusform>
            <numerusform>, %n rebuffers so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::CalibrationDialog</name>
    <message numerus="yes">
        <source>Picture and sound are in step (%1, from %n flash(es)).</source>
        <translation>
            <numerusform>Picture and sound are in step (%1, from one flash).</numerusform>
            <numerusform>Picture and sound are in step (%1, from %n flashes).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The picture is later than the sound: the sound has to wait %1 (from %n flash(es)).</source>
        <translation>
            <numerusform>The picture is later than the sound: the sound has to wait %1 (from one flash).</numerusform>
            <numerusform>The picture is later than the sound: the sound has to wait %1 (from %n flashes).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The sound is later than the picture: it has to come sooner, by %1 (from %n flash(es)).</source>
        <translation>
            <numerusform>The sound is later than the picture: it has to come sooner, by %1 (from one flash).</numerusform>
            <numerusform>The sound is later than the picture: it has to come sooner, by %1 (from %n flashes).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::CompareDialog</name>
    <message numerus="yes">
        <source>Reading %n session(s)…</source>
        <translation>
            <numerusform>Reading a session…</numerusform>
            <numerusform>Reading %n sessions…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::OwnServerPane</name>
    <message numerus="yes">
        <source>%n watching</source>
        <translation>
            <numerusform>%n watching</numerusform>
            <numerusform>%n watching</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::ExportDialog</name>
    <message numerus="yes">
        <source>%n file(s) written.</source>
        <translation>
            <numerusform>%n file written.</numerusform>
            <numerusform>%n files written.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::LinkCard</name>
    <message numerus="yes">
        <source>%n planned</source>
        <translation>
            <numerusform>%n planned</numerusform>
            <numerusform>%n planned</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::WatchTexts</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::RecordingCard</name>
    <message numerus="yes">
        <source>%n older one(s)</source>
        <translation>
            <numerusform>%n older one</numerusform>
            <numerusform>%n older ones</numerusform>
        </translation>
    </message>
</context>
</TS>
