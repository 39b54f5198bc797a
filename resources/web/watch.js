// SPDX-License-Identifier: GPL-3.0-or-later
// The page for viewers. Sluice's status file says whether the stream is waiting, live, paused or ended (a playlist
// of HLS never tells); this plays it while there is something to play, and says in a sentence what is going on.
'use strict';

(() => {
  const POLL_MS = 2000; // how often the status is asked for
  const POLL_TIMEOUT_MS = 4000;
  const RETRY_MS = 1000; // the first piece of a new stream takes about that long
  const DRAIN_MS = 6000; // what is still in the buffer after the end is played, at most this long
  const FROZEN_MS = 8000; // a picture that stands still longer than this is loaded anew
  const EDGE_TOLERANCE_S = 1.5;

  const TEXTS = {
    en: {
      live: 'LIVE', waiting: 'WAITING', paused: 'PAUSED', ended: 'ENDED', offline: 'OFFLINE',
      waitingHead: 'Waiting for the stream', waitingSay: 'The stream has not started yet. It begins here by itself.',
      liveHead: 'Starting…', liveSay: 'You are watching live.',
      pausedHead: 'Paused', pausedSay: 'The presenter has paused the stream. It goes on here by itself.',
      endedHead: 'The stream has ended', endedSay: 'Thank you for watching. You can close this page.',
      offlineHead: 'No connection', offlineSay: 'The server cannot be reached. Check your network; this page keeps trying.',
      unsupportedHead: 'This browser cannot play the stream',
      unsupportedSay: 'Use a current browser such as Firefox, Chrome or Safari.',
      buffering: 'Loading…', title: 'live stream', controls: 'Player',
      play: 'Play', pause: 'Pause', unmute: 'Turn sound on', soundOn: 'Unmute', soundOff: 'Mute',
      full: 'Full screen', leaveFull: 'Leave full screen', toEdge: 'Go to the live picture', behind: 's behind',
    },
    es: {
      live: 'EN DIRECTO', waiting: 'EN ESPERA', paused: 'EN PAUSA', ended: 'TERMINADO', offline: 'SIN CONEXIÓN',
      waitingHead: 'Esperando la emisión', waitingSay: 'La emisión aún no ha empezado. Comenzará aquí por sí sola.',
      liveHead: 'Empezando…', liveSay: 'Está viendo la emisión en directo.',
      pausedHead: 'En pausa', pausedSay: 'Quien presenta ha pausado la emisión. Continuará aquí por sí sola.',
      endedHead: 'La emisión ha terminado', endedSay: 'Gracias por su atención. Puede cerrar esta página.',
      offlineHead: 'Sin conexión', offlineSay: 'No se puede llegar al servidor. Compruebe su red; la página sigue intentándolo.',
      unsupportedHead: 'Este navegador no puede reproducir la emisión',
      unsupportedSay: 'Use un navegador actual, como Firefox, Chrome o Safari.',
      buffering: 'Cargando…', title: 'emisión en directo', controls: 'Reproductor',
      play: 'Reproducir', pause: 'Pausa', unmute: 'Activar el sonido', soundOn: 'Activar sonido', soundOff: 'Silenciar',
      full: 'Pantalla completa', leaveFull: 'Salir de pantalla completa', toEdge: 'Ir al directo', behind: 's de retraso',
    },
  };

  const language = (navigator.languages || [navigator.language || 'en'])
    .map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in TEXTS) || 'en';
  const text = TEXTS[language];
  const at = (id) => document.getElementById(id);
  const video = at('video');
  const name = decodeURIComponent(location.pathname.split('/').pop() || '');
  // Only so that the presenter's count of viewers tells two browsers behind one address apart.
  const viewer = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, '0')).join('');
  const playlist = `/hls/${encodeURIComponent(name)}/index.m3u8?viewer=${viewer}`;

  let state = ''; // what the page shows: waiting, live, paused, ended, offline, unsupported
  let since = 0; // of the state, as the server says it
  let player = null; // {destroy(), latency(), toEdge()}
  let retryTimer = 0;
  let drainTimer = 0;
  let drainTo = '';
  let wantsPause = false; // the viewer paused
  let lastMoved = performance.now();
  let lastTime = -1;
  let lastRecovery = -Infinity;

  // ---- what is shown -------------------------------------------------------------------------------------------

  function setText(id, value) {
    const element = at(id);
    if (element.textContent !== value) element.textContent = value;
  }

  function show(next) {
    state = next;
    document.body.className = `state-${next}`;
    setText('pill-text', text[next] || text.offline);
    setText('headline', text[`${next}Head`]);
    setText('advice', next === 'live' ? '' : text[`${next}Say`]);
    setText('sentence', text[`${next}Say`]);
    document.title = `${name} · ${text[next] || text.title} · Sluice`;
    refresh();
  }

  function refresh() {
    const hasPicture = Boolean(player) && video.readyState >= 2;
    const stalled = hasPicture && !video.paused && video.readyState < 3;
    document.body.classList.toggle('playing', hasPicture && !stalled);
    if (stalled) setText('headline', text.buffering);
    else setText('headline', text[`${state}Head`] || '');
    at('unmute').hidden = !(hasPicture && video.muted);
    at('play').disabled = !player;
    setText('play', video.paused && player && wantsPause ? text.play : text.pause);
    setText('sound', video.muted ? text.soundOn : text.soundOff); // what the button does
    setText('full', document.fullscreenElement ? text.leaveFull : text.full);
    const latency = hasPicture ? player.latency() : NaN;
    at('edge').disabled = !hasPicture;
    const shown = Number.isFinite(latency) && latency > 0 ? latency.toFixed(1) : '';
    setText('edge', shown ? `${text.live} −${shown} s` : text.live);
    at('edge').setAttribute('aria-label', shown ? `${text.toEdge} (${shown} ${text.behind})` : text.toEdge);
  }

  // ---- playing -------------------------------------------------------------------------------------------------

  function makeHlsJs() {
    const hls = new Hls({
      // 1.5 to 2.7 s behind the camera with pieces of 1 s; the default, three pieces and no catching up, makes 4.4 s.
      liveSyncDurationCount: 2,
      liveMaxLatencyDurationCount: 8,
      maxLiveSyncPlaybackRate: 1.5,
      liveDurationInfinity: true,
      backBufferLength: 30,
      enableWorker: true,
      workerPath: '/assets/hls.worker.js', // a worker from a blob: address would need a weaker policy
    });
    hls.on(Hls.Events.ERROR, (event, data) => {
      if (!data.fatal || !player || player.hls !== hls) return;
      const now = performance.now();
      if (data.type === Hls.ErrorTypes.MEDIA_ERROR && now - lastRecovery > 3000) {
        lastRecovery = now;
        hls.recoverMediaError();
      } else {
        restartSoon();
      }
    });
    hls.on(Hls.Events.MANIFEST_PARSED, tryPlay);
    hls.loadSource(playlist);
    hls.attachMedia(video);
    return {
      hls,
      destroy: () => hls.destroy(),
      latency: () => hls.latency,
      toEdge: () => { if (hls.liveSyncPosition) video.currentTime = hls.liveSyncPosition; },
    };
  }

  function makeNative() {
    video.src = playlist;
    tryPlay();
    const edge = () => (video.seekable.length ? video.seekable.end(video.seekable.length - 1) : NaN);
    return {
      destroy: () => { video.removeAttribute('src'); video.load(); },
      latency: () => edge() - video.currentTime,
      toEdge: () => { const end = edge(); if (Number.isFinite(end)) video.currentTime = end - EDGE_TOLERANCE_S; },
    };
  }

  function startPlayer() {
    clearTimeout(retryTimer);
    retryTimer = 0;
    if (player) return;
    lastMoved = performance.now();
    if (window.Hls && Hls.isSupported()) player = makeHlsJs();
    else if (video.canPlayType('application/vnd.apple.mpegurl')) player = makeNative();
    else return show('unsupported');
    refresh();
  }

  function stopPlayer() {
    clearTimeout(retryTimer);
    clearTimeout(drainTimer);
    retryTimer = drainTimer = 0;
    const old = player;
    player = null;
    if (old) old.destroy();
  }

  function restartSoon() {
    stopPlayer();
    refresh();
    retryTimer = setTimeout(() => { if (isPlayable(state)) startPlayer(); }, RETRY_MS);
  }

  function tryPlay() {
    if (wantsPause) return;
    const started = video.play();
    if (started) started.catch(() => { video.muted = true; video.play().catch(() => refresh()); });
  }

  // ---- what the server says ------------------------------------------------------------------------------------

  const isPlayable = (which) => which === 'live' || which === 'paused';

  // The picture is some seconds behind the status: what has already arrived is played before the page says "ended".
  function leavePlaying(next) {
    if (drainTimer && drainTo === next) return;
    clearTimeout(drainTimer);
    drainTo = next;
    const finish = () => { stopPlayer(); show(next); };
    if (!player || video.readyState < 3 || video.paused) return finish();
    drainTimer = setTimeout(finish, DRAIN_MS);
  }

  function follow(next, nextSince) {
    if (!isPlayable(next)) {
      since = nextSince;
      if (isPlayable(state)) leavePlaying(next);
      else if (state !== next) { stopPlayer(); show(next); }
      return;
    }
    if (drainTimer) { clearTimeout(drainTimer); drainTimer = 0; }
    // The same word with another beginning: it ended and began again between two looks.
    if (state === next && since !== 0 && nextSince !== since) stopPlayer();
    since = nextSince;
    if (state !== next && state !== 'unsupported') show(next);
    if (state !== 'unsupported' && !retryTimer) startPlayer();
  }

  async function poll() {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), POLL_TIMEOUT_MS);
    try {
      const answer = await fetch(`/status/${encodeURIComponent(name)}.json`, { cache: 'no-store', signal: abort.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const status = await answer.json();
      if (!['waiting', 'live', 'paused', 'ended'].includes(status.state)) throw new Error('unknown state');
      follow(status.state, Number(status.since) || 0);
    } catch (problem) {
      // A player that still gets pieces proves that only this answer was lost.
      if (state !== 'offline' && performance.now() - lastMoved > POLL_TIMEOUT_MS) { stopPlayer(); show('offline'); }
    } finally {
      clearTimeout(timer);
      setTimeout(poll, POLL_MS);
    }
  }

  function watchPicture() {
    const now = performance.now();
    if (video.currentTime !== lastTime || !player || wantsPause || document.hidden) lastMoved = now;
    lastTime = video.currentTime;
    if (isPlayable(state) && now - lastMoved > FROZEN_MS) restartSoon();
    refresh();
  }

  // ---- what the viewer does ------------------------------------------------------------------------------------

  function togglePlay() {
    if (!player) return;
    wantsPause = !video.paused;
    if (wantsPause) video.pause();
    else { player.toEdge(); tryPlay(); }
    refresh();
  }

  function toggleSound() {
    video.muted = !video.muted;
    refresh();
  }

  function toggleFull() {
    const stage = at('stage');
    if (document.fullscreenElement) document.exitFullscreen();
    else if (stage.requestFullscreen) stage.requestFullscreen().catch(() => {});
    else if (video.webkitEnterFullscreen) video.webkitEnterFullscreen(); // iPhones
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('button')) return;
    const action = { k: togglePlay, ' ': togglePlay, m: toggleSound, f: toggleFull }[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  document.documentElement.lang = language;
  setText('name', name);
  setText('unmute', text.unmute);
  at('controls').setAttribute('aria-label', text.controls);
  video.setAttribute('aria-label', `${name}, ${text.title}`);
  video.muted = true; // browsers start nothing by themselves that makes a noise
  at('play').addEventListener('click', togglePlay);
  at('sound').addEventListener('click', toggleSound);
  at('unmute').addEventListener('click', () => { toggleSound(); at('sound').focus(); });
  at('full').addEventListener('click', toggleFull);
  at('edge').addEventListener('click', () => { if (player) { player.toEdge(); wantsPause = false; tryPlay(); refresh(); } });
  document.addEventListener('keydown', onKey);
  document.addEventListener('fullscreenchange', refresh);
  for (const kind of ['playing', 'pause', 'waiting', 'loadeddata', 'volumechange', 'emptied']) video.addEventListener(kind, refresh);
  video.addEventListener('waiting', () => { if (drainTimer) { stopPlayer(); show(drainTo); } });
  video.addEventListener('error', () => { if (player && !player.hls) restartSoon(); });
  setInterval(watchPicture, 500);
  show('waiting');
  poll();
})();
