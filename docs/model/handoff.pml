/*
 * The exchange of docs/protocol.md and docs/states.md. What is modelled, what is left out, and how to check it: README.md.
 *
 * Each thread of a process is a proctype of guarded steps, and its place is a variable. Between any two steps the process can
 * be killed or stopped. A channel is the one direction of a connection: what was sent before the sender's end is read before
 * its end is seen; what was not read when the reader ends is lost.
 */

/* Bounds. */
#ifndef EXCHANGES
#define EXCHANGES 1
#endif
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef STOPS
#define STOPS 2
#endif
#ifndef TERMS
#define TERMS 0
#endif
/* Duties that do not stop when they are told to. */
#ifndef STUCKS
#define STUCKS 1
#endif

#define N (EXCHANGES + 1)

/* Giving up before Commit leaves nothing behind, as the search of one exchange shows; in two it is left out. */
#define EARLY_END (EXCHANGES == 1)

/* Which property's assertions count; all of them unless one is named. */
#if !defined(PROP_A) && !defined(PROP_B) && !defined(PROP_C) && !defined(PROP_D) && !defined(PROP_E)
#define PROP_A
#define PROP_B
#define PROP_C
#define PROP_D
#define PROP_E
#endif

mtype = { GRANT, READY, COMMIT, OPENED, CONFIRM, CONFIRMED, ABORT, FAILED, RECLAIMED, TAKEN_OVER,
          RELEASED, RELEASED_HERE, RELEASED_ELSEWHERE, RELEASED_BACK, RELEASED_BACK_UNCLEAN };

/* ---- Processes. 0 owns the listeners at first, 1 is the first successor, 2 the next. */

#define GONE 0
#define STAGED 1
#define ON_PROBATION 2
#define OWNER 3
#define YIELDED 4
#define RETIRED 5

#define SHUT 0
#define OPEN 1
#define LOST 2          /* was open when its process died or was terminated; nobody has taken its place yet */

#define IDLE 0
#define RUNNING 1
#define STOPPING 2
#define STUCK 3         /* told to stop, and nobody knows whether they did */

#define YES 1
#define UNTIL_SETTLED 2 /* stopped until nobody else can do anything more */

bit alive[N];
byte stopped[N];
byte proc[N];
byte gate[N];
byte duty[N];
byte doubts[N];
bit lost[N];
bit waited[N];          /* for the duties' whereabouts, to the end of the time given */
bit wantsPath[N];
bit confirmedTo[N];     /* has said Confirmed */
byte path;              /* who answers at the control path */

#define UP(p) (alive[p] && !stopped[p])
#define ACCEPTS(p) (proc[p] == OWNER || proc[p] == ON_PROBATION)
#define HOLDS(p) (alive[p] && proc[p] >= STAGED && proc[p] <= YIELDED)

byte crashes = CRASHES;
byte stops = STOPS;
byte terms = TERMS;
byte stucks = STUCKS;

/* ---- Exchanges, and the threads of both sides in each. */

/* PredecessorPhase */
#define GREETED 1
#define GRANTED 2
#define COMMITTED 3
#define IS_CONFIRMED 4
#define IS_ABORTED 5
#define IS_RECLAIMED 6

/* The predecessor's thread of the exchange. */
#define E_NONE 0
#define E_GRANT 1
#define E_LOOP 2
#define E_COMMIT 3
#define E_SHUT 4
#define E_YIELDED 5
#define E_BEGIN 6
#define E_CONFIRM 7
#define E_CONFIRMED 8
#define E_RETIRE 9
#define E_REOPEN 10
#define E_TELL 11
#define E_KILL 12
#define E_SETTLE 13
#define E_AWAIT_RELEASED 14
#define E_AWAIT_DEATH 15
#define E_CLOSE 16
#define E_DONE 17

/* Its thread that stops the duties. */
#define D_NONE 0
#define D_CERTAINTY 1
#define D_STOP 2
#define D_STOPPING 3
#define D_MARK 4
#define D_SAY 5
#define D_DONE 6

#define HERE 0
#define NOWHERE 1
#define ELSEWHERE 2

/* How an exchange is undone. */
#define DEAD 0
#define HUNG 1
#define TOLD 2
#define SAID 3
#define UNHEARD 4       /* told, and there was no room for it */

/* SuccessorPhase, as far as the exchange's messages make a difference. */
#define S_REQUESTING 1
#define S_STAGED 2
#define S_PROBATION 3
#define S_OWNER 4
#define S_FAILED 5
#define S_RECLAIMED 6

/* The successor's keeper of the lease. */
#define K_NONE 0
#define K_LOOP 1
#define K_OWN 2
#define K_OWNED 3
#define K_DIED 4
#define K_DEATH 5
#define K_ABORTED 6
#define K_RECLAIMED 7
#define K_END 8
#define K_DONE 9

/* Its application's thread. */
#define M_NONE 0
#define M_WARM 1
#define M_OWN 2
#define M_READY 3
#define M_WAIT 4
#define M_ABORT 5
#define M_CLOSE 6
#define M_ACQUIRE 7
#define M_OPENED 8
#define M_SERVES 9
#define M_DONE 10

/* Its thread that acts on a reclaim. */
#define R_NONE 0
#define R_ABORT 1
#define R_RETIRE 2
#define R_STOP 3
#define R_STOPPING 4
#define R_SAY 5
#define R_DONE 6

byte P[EXCHANGES];
#define S(x) (x + 1)

chan toP[EXCHANGES] = [6] of { mtype };
chan toS[EXCHANGES] = [6] of { mtype };
bit endP[EXCHANGES];    /* the predecessor's end is closed */
bit endS[EXCHANGES];

byte phaseP[EXCHANGES];
byte e[EXCHANGES];
byte d[EXCHANGES];
byte undoing[EXCHANGES];
bit takingOver[EXCHANGES];
bit begun[EXCHANGES];
bit released[EXCHANGES];
byte whereabouts[EXCHANGES];
bit killed[EXCHANGES];
bit committed[EXCHANGES];

byte phaseS[EXCHANGES];
byte k[EXCHANGES];
byte m[EXCHANGES];
byte r[EXCHANGES];
bit awaitingCommit[EXCHANGES];
bit inherited[EXCHANGES];
bit owned[EXCHANGES];
bit dutiesSettled[EXCHANGES];
bit dutiesElsewhere[EXCHANGES];
bit confirmSaid[EXCHANGES];
bit confirmed[EXCHANGES];
bit opened[EXCHANGES];
bit wasSilent[EXCHANGES];  /* the predecessor was, and was taken over from */
bit reclaimed[EXCHANGES];
bit failedSaid[EXCHANGES];
bit clean[EXCHANGES];

/* The thread that ends process 0 after a signal. */
#define T_NONE 0
#define T_STOP 1
#define T_STOPPING 2
#define T_CLOSE 3
#define T_DONE 4
byte t;

/* ---- The assertions. */

#ifdef PROP_A
#define ASSERT_A(c) assert(c)
#else
#define ASSERT_A(c) skip
#endif
#ifdef PROP_B
#define ASSERT_B(c) assert(c)
#else
#define ASSERT_B(c) skip
#endif
#ifdef PROP_C
#define ASSERT_C(c) assert(c)
#else
#define ASSERT_C(c) skip
#endif
#ifdef PROP_D
#define ASSERT_D(c) assert(c)
#else
#define ASSERT_D(c) skip
#endif
#ifdef PROP_E
#define ASSERT_E(c) assert(c)
#else
#define ASSERT_E(c) skip
#endif

#if EXCHANGES == 1
#define SOME_GATE (gate[0] || gate[1])
#define SOME_HOLDER ((HOLDS(0) && UP(0)) || (HOLDS(1) && UP(1)))
#define DUTIES_ELSEWHERE(p) (alive[1 - p] && duty[1 - p] != IDLE)
#define ACCEPTORS ((UP(0) && gate[0] == OPEN) + (UP(1) && gate[1] == OPEN))
#define ALL_RUN (!stopped[0] && !stopped[1])
#else
#define SOME_GATE (gate[0] || gate[1] || gate[2])
#define SOME_HOLDER ((HOLDS(0) && UP(0)) || (HOLDS(1) && UP(1)) || (HOLDS(2) && UP(2)))
#define DUTIES_ELSEWHERE(p) \
    ((p != 0 && alive[0] && duty[0] != IDLE) || (p != 1 && alive[1] && duty[1] != IDLE) || (p != 2 && alive[2] && duty[2] != IDLE))
#define ACCEPTORS ((UP(0) && gate[0] == OPEN) + (UP(1) && gate[1] == OPEN) + (UP(2) && gate[2] == OPEN))
#define ALL_RUN (!stopped[0] && !stopped[1] && !stopped[2])
#endif

/* ---- Gates and duties. */

byte i, sent;           /* scratch; zero between steps */
#define OK 0
#define EPIPE 1
#define FULL 2
#define CLOSED 3

/* Whoever has ended, his place is taken now. */
inline forgetTheDead() {
    i = 0;
    do
    :: i < N ->
        if
        :: gate[i] == LOST -> gate[i] = SHUT
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0
}

inline openGate(p) {
    ASSERT_D(!confirmedTo[p]);
    gate[p] = OPEN;
    forgetTheDead()
}

inline acquire(p) {
    if
    :: (duty[p] == IDLE || duty[p] == STUCK) && doubts[p] == 0 && !lost[p] && ACCEPTS(p) ->
        duty[p] = RUNNING;
        ASSERT_B(!DUTIES_ELSEWHERE(p))
    :: else
    fi
}

inline resolve(p, certain) {
    doubts[p]--;
    lost[p] = lost[p] || !(certain);
    acquire(p)
}

/* ---- The connection. */

inline drain(c) {
    do
    :: c ? _
    :: empty(c) -> break
    od
}

inline sendS(x, message) {
    if
    :: endP[x] -> sent = CLOSED
    :: !endP[x] && endS[x] -> sent = EPIPE
    :: !endP[x] && !endS[x] -> toS[x] ! message; sent = OK
    :: !endP[x] && !endS[x] && stopped[S(x)] -> sent = FULL
    fi
}

/* What a send fails with tells the successor nothing: its next read does. Its few words always find room (README). */
inline sendP(x, message) {
    if
    :: endS[x] || endP[x] -> sent = EPIPE
    :: !endS[x] && !endP[x] -> toP[x] ! message; sent = OK
    fi
}

inline closeP(x) {
    endP[x] = 1;
    drain(toP[x])
}

inline closeS(x) {
    endS[x] = 1;
    drain(toS[x])
}

inline die(p) {
    alive[p] = 0;
    stopped[p] = 0;
    proc[p] = GONE;
    duty[p] = IDLE;
    doubts[p] = 0;
    lost[p] = 0;
    wantsPath[p] = 0;
    if
    :: gate[p] == OPEN -> gate[p] = LOST
    :: else
    fi;
    i = 0;
    do
    :: i < EXCHANGES ->
        if
        :: e[i] && P[i] == p ->
            closeP(i);
            e[i] = E_DONE; d[i] = D_DONE; phaseP[i] = 0; undoing[i] = 0; begun[i] = 0; released[i] = 0;
            takingOver[i] = 0; whereabouts[i] = 0; killed[i] = 0
        :: else
        fi;
        if
        :: p == S(i) ->
            closeS(i);
            phaseS[i] = 0; k[i] = K_DONE; m[i] = M_DONE; r[i] = R_DONE; awaitingCommit[i] = 0; inherited[i] = 0; owned[i] = 0;
            dutiesSettled[i] = 0; dutiesElsewhere[i] = 0; confirmSaid[i] = 0; confirmed[i] = 0; opened[i] = 0; wasSilent[i] = 0;
            reclaimed[i] = 0; failedSaid[i] = 0; clean[i] = 0
        :: else
        fi;
        i++
    :: else -> break
    od;
    i = 0;
    if
    :: p == 0 && t -> t = T_DONE
    :: else
    fi
}

/* ---- The predecessor: Exchange, and DutyHandover.settle after it. */

inline undo(x, how) {
    undoing[x] = how;
    if
    :: phaseP[x] == COMMITTED -> phaseP[x] = IS_RECLAIMED; e[x] = E_REOPEN
    :: phaseP[x] == GRANTED || phaseP[x] == GREETED -> phaseP[x] = IS_ABORTED; tellOrSettle(x)
    :: else -> e[x] = E_SETTLE
    fi;
    if
    :: how == DEAD && gate[P[x]] == OPEN && gate[S(x)] == LOST -> gate[S(x)] = SHUT
    :: else
    fi
}

inline tellOrSettle(x) {
    if
    :: undoing[x] == TOLD || undoing[x] == HUNG -> e[x] = E_TELL
    :: else -> e[x] = E_SETTLE
    fi
}

/* After a send: next, or what its failure means. */
inline sentOr(x, next) {
    if
    :: sent == OK -> e[x] = next
    :: sent == EPIPE -> undo(x, DEAD)
    :: sent == FULL -> undo(x, HUNG)
    :: sent == CLOSED -> undo(x, SAID)
    fi;
    sent = 0
}

inline take(x) {
    if
    :: toP[x] ? READY ->
        ASSERT_C(phaseP[x] == GRANTED);
        phaseP[x] = COMMITTED;
        e[x] = E_COMMIT
    :: toP[x] ? OPENED ->
        ASSERT_C(phaseP[x] == COMMITTED && !begun[x]);
        e[x] = E_SHUT
    :: toP[x] ? CONFIRM ->
        ASSERT_C(phaseP[x] == COMMITTED && begun[x]);
        e[x] = E_CONFIRM
    :: toP[x] ? TAKEN_OVER ->
        takingOver[x] = 1;
        phaseP[x] = COMMITTED;
        if
        :: begun[x] -> e[x] = E_CONFIRM
        :: else -> e[x] = E_SHUT
        fi
    :: toP[x] ? ABORT -> undo(x, SAID)
    :: toP[x] ? FAILED -> undo(x, TOLD)
    fi
}

inline confirmSent(x) {
    sendS(x, CONFIRMED);
    if
    :: sent == OK -> confirmedTo[P[x]] = 1
    :: else
    fi;
    sentOr(x, E_CONFIRMED)
}

inline settle(x) {
    if
    :: !begun[x] -> e[x] = E_CLOSE
    :: begun[x] && phaseP[x] != IS_RECLAIMED -> e[x] = E_CLOSE
    :: begun[x] && phaseP[x] == IS_RECLAIMED && whereabouts[x] != NOWHERE -> acquire(P[x]); e[x] = E_CLOSE
#ifdef MUTANT_UNCERTAIN_DUTIES
    :: begun[x] && phaseP[x] == IS_RECLAIMED && whereabouts[x] == NOWHERE -> resolve(P[x], 1); e[x] = E_CLOSE
#else
    :: begun[x] && phaseP[x] == IS_RECLAIMED && whereabouts[x] == NOWHERE && killed[x] -> resolve(P[x], 1); e[x] = E_CLOSE
    :: begun[x] && phaseP[x] == IS_RECLAIMED && whereabouts[x] == NOWHERE && !killed[x] -> e[x] = E_AWAIT_RELEASED
#endif
    fi
}

proctype Exchange(byte x) {
end:
    do
    :: atomic { e[x] == E_GRANT && UP(P[x]) ->
        sendS(x, GRANT);
        if
        :: sent == OK -> phaseP[x] = GRANTED
        :: else
        fi;
        sentOr(x, E_LOOP) }

    /* ready_within is over, or the probation and its grace. */
    :: atomic { e[x] == E_LOOP && UP(P[x]) && (EARLY_END || phaseP[x] == COMMITTED) -> undo(x, TOLD) }
    :: atomic { e[x] == E_LOOP && UP(P[x]) && len(toP[x]) > 0 -> take(x) }
    /* End of file; or a heartbeat that fails, before what is there to read is read. */
    :: atomic { e[x] == E_LOOP && UP(P[x]) && endS[x] && !endP[x] -> undo(x, DEAD) }
    :: atomic { e[x] == E_LOOP && UP(P[x]) && stopped[S(x)] && len(toP[x]) == 0 && !endS[x] && !endP[x] -> undo(x, HUNG) }
    :: atomic { e[x] == E_LOOP && UP(P[x]) && endP[x] -> undo(x, SAID) }

    :: atomic { e[x] == E_COMMIT && UP(P[x]) ->
        committed[x] = 1;
        sendS(x, COMMIT);
#ifdef MUTANT_SHUT_AT_COMMIT
        if
        :: proc[P[x]] == OWNER -> gate[P[x]] = SHUT; proc[P[x]] = YIELDED
        :: else
        fi;
#endif
        sentOr(x, E_LOOP) }
    :: atomic { e[x] == E_SHUT && UP(P[x]) ->
        if
        :: proc[P[x]] == OWNER ->
            gate[P[x]] = SHUT;
            proc[P[x]] = YIELDED;
            if
            :: takingOver[x] -> e[x] = E_BEGIN
            :: else -> e[x] = E_YIELDED
            fi
        /* The gate does not close, or is not ours to close any more. */
#ifdef MUTANT_SHUT_AT_COMMIT
        :: proc[P[x]] == YIELDED -> e[x] = E_BEGIN
#endif
        :: proc[P[x]] == OWNER || proc[P[x]] == RETIRED -> undo(x, TOLD)
        fi }
    /* Nobody acts on Yielded, so only its failure is modelled. */
    :: atomic { e[x] == E_YIELDED && UP(P[x]) ->
        if
        :: endP[x] -> sent = CLOSED
        :: !endP[x] && endS[x] -> sent = EPIPE
        :: !endP[x] && !endS[x] && stopped[S(x)] -> sent = FULL
        :: !endP[x] && !endS[x] -> sent = OK
        fi;
        sentOr(x, E_BEGIN) }
    :: atomic { e[x] == E_BEGIN && UP(P[x]) ->
        begun[x] = 1;
        d[x] = D_CERTAINTY;
        if
        :: takingOver[x] -> e[x] = E_CONFIRM
        :: else -> e[x] = E_LOOP
        fi }
    :: atomic { e[x] == E_CONFIRM && UP(P[x]) -> confirmSent(x) }
    :: atomic { e[x] == E_CONFIRMED && UP(P[x]) -> phaseP[x] = IS_CONFIRMED; e[x] = E_RETIRE }
#ifdef MUTANT_REOPENS
    /* The successor dies, and it is undone as if it had been on probation. */
    :: atomic { e[x] == E_RETIRE && UP(P[x]) && endS[x] -> e[x] = E_REOPEN }
#endif
    :: atomic { e[x] == E_RETIRE && UP(P[x]) -> proc[P[x]] = RETIRED; gate[P[x]] = SHUT; e[x] = E_SETTLE }

    :: atomic { e[x] == E_REOPEN && UP(P[x]) ->
        if
        :: proc[P[x]] == YIELDED -> openGate(P[x]); proc[P[x]] = OWNER
        :: else
        fi;
        tellOrSettle(x) }
    /* One that was terminated has nothing to give back to, and only hangs up. */
#ifdef MUTANT_RETIRED_SPEAKS
#define MAY_SPEAK(p) true
#else
#define MAY_SPEAK(p) (proc[p] != RETIRED)
#endif
    :: atomic { e[x] == E_TELL && UP(P[x]) && !MAY_SPEAK(P[x]) -> e[x] = E_SETTLE }
    :: atomic { e[x] == E_TELL && UP(P[x]) && MAY_SPEAK(P[x]) ->
        ASSERT_E(gate[P[x]] == OPEN);
        if
        :: phaseP[x] == IS_RECLAIMED -> sendS(x, RECLAIMED)
        :: else -> sendS(x, ABORT)
        fi;
        if
        :: sent == FULL -> undoing[x] = UNHEARD
        :: else
        fi;
        if
        :: undoing[x] == UNHEARD || (undoing[x] == HUNG && phaseP[x] == IS_RECLAIMED) -> e[x] = E_KILL
        :: else -> e[x] = E_SETTLE
        fi;
        sent = 0 }
    /* By the pidfd; which may be missing, or not allowed. */
    :: atomic { e[x] == E_KILL && UP(P[x]) ->
        if
        :: die(S(x)); killed[x] = 1; forgetTheDead()
        :: alive[S(x)] && undoing[x] != UNHEARD -> killed[x] = 0
        fi;
        e[x] = E_SETTLE }

    :: atomic { e[x] == E_SETTLE && UP(P[x]) && (!begun[x] || released[x]) -> settle(x) }
    :: atomic { e[x] == E_AWAIT_RELEASED && UP(P[x]) && len(toP[x]) > 0 ->
        if
        :: toP[x] ? [RELEASED_BACK] -> toP[x] ? _; resolve(P[x], 1); e[x] = E_CLOSE
        :: !(toP[x] ? [RELEASED_BACK]) -> toP[x] ? _
        fi }
    :: atomic { e[x] == E_AWAIT_RELEASED && UP(P[x]) && len(toP[x]) == 0 && (endS[x] || endP[x]) -> e[x] = E_AWAIT_DEATH }
    :: atomic { e[x] == E_AWAIT_DEATH && UP(P[x]) && !alive[S(x)] -> resolve(P[x], 1); e[x] = E_CLOSE }
    :: atomic { e[x] == E_CLOSE && UP(P[x]) ->
        closeP(x);
        e[x] = E_DONE; undoing[x] = 0; killed[x] = 0; takingOver[x] = 0 }
    od
}

/* DutyHandover.release and Duties.release. */
proctype Releases(byte x) {
end:
    do
    :: atomic { d[x] == D_CERTAINTY && UP(P[x]) ->
        if
        :: !(duty[P[x]] != RUNNING && doubts[P[x]] && !lost[P[x]]) -> d[x] = D_STOP
        :: duty[P[x]] != RUNNING && doubts[P[x]] && !lost[P[x]] -> waited[P[x]] = 1; d[x] = D_STOP
        fi }
    :: atomic { d[x] == D_STOP && UP(P[x]) ->
        if
        :: duty[P[x]] == RUNNING -> duty[P[x]] = STOPPING
        :: else
        fi;
        d[x] = D_STOPPING }
    :: atomic { d[x] == D_STOPPING && UP(P[x]) && duty[P[x]] == STOPPING ->
        if
        :: duty[P[x]] = IDLE
        :: stucks > 0 -> stucks--; duty[P[x]] = STUCK
        fi }
    :: atomic { d[x] == D_STOPPING && UP(P[x]) && duty[P[x]] != STOPPING ->
        if
        :: duty[P[x]] == STUCK -> whereabouts[x] = HERE; d[x] = D_SAY
        :: else -> d[x] = D_MARK
        fi }
    :: atomic { d[x] == D_MARK && UP(P[x]) ->
        if
#ifndef MUTANT_BLIND_RELEASE
        /* They have been started again since: what was in doubt came back, and we accept again. */
        :: duty[P[x]] != IDLE -> whereabouts[x] = HERE
        :: duty[P[x]] == IDLE && doubts[P[x]] == 0 && !lost[P[x]] -> doubts[P[x]]++; whereabouts[x] = NOWHERE
#else
        :: doubts[P[x]] == 0 && !lost[P[x]] -> doubts[P[x]]++; whereabouts[x] = NOWHERE
#endif
        :: else -> whereabouts[x] = ELSEWHERE
        fi;
        d[x] = D_SAY }
    /* To nobody, or to one who does not read: his own end, or ours, settles it. */
    :: atomic { d[x] == D_SAY && UP(P[x]) ->
        if
        :: whereabouts[x] == NOWHERE -> sendS(x, RELEASED)
        :: whereabouts[x] == HERE -> sendS(x, RELEASED_HERE)
        :: whereabouts[x] == ELSEWHERE -> sendS(x, RELEASED_ELSEWHERE)
        fi;
        sent = 0;
        released[x] = 1;
        d[x] = D_DONE }
    od
}

/* ---- The successor: LeaseKeeper. */

inline own(x, from, next) {
    if
    :: phaseS[x] == from -> phaseS[x] = S_OWNER; k[x] = next
    :: else -> k[x] = (next == K_DIED -> K_DEATH : K_LOOP)
    fi
}

/* LeaseEvents.onOwner */
inline onOwner(x) {
    owned[x] = 1;
    wantsPath[S(x)] = 1;
    if
    :: proc[S(x)] == ON_PROBATION -> proc[S(x)] = OWNER
    :: else
    fi
}

inline dutiesFree(x) {
    if
    :: !dutiesSettled[x] -> dutiesSettled[x] = 1; resolve(S(x), 1)
    :: else
    fi
}

inline over(x) {
    if
    :: phaseS[x] == S_STAGED -> phaseS[x] = S_FAILED; k[x] = K_ABORTED
    :: phaseS[x] == S_PROBATION -> phaseS[x] = S_RECLAIMED; k[x] = K_RECLAIMED
#ifndef MUTANT_TAKEN_OVER_WINS
    :: phaseS[x] == S_OWNER && !confirmed[x] -> phaseS[x] = S_RECLAIMED; k[x] = K_RECLAIMED
#endif
    :: else
    fi
}

inline hear(x) {
    if
    :: toS[x] ? COMMIT ->
        ASSERT_C(awaitingCommit[x]);
        if
        :: phaseS[x] == S_STAGED -> phaseS[x] = S_PROBATION
        :: else
        fi
    :: toS[x] ? RELEASED -> dutiesFree(x)
    :: toS[x] ? RELEASED_HERE
    :: toS[x] ? RELEASED_ELSEWHERE ->
        dutiesElsewhere[x] = 1;
        dutiesSettled[x] = 1;
        resolve(S(x), 0)
    :: toS[x] ? CONFIRMED -> confirmed[x] = 1; own(x, S_PROBATION, K_OWNED)
    :: toS[x] ? ABORT -> over(x)
    :: toS[x] ? RECLAIMED -> over(x)
    fi
}

#ifdef MUTANT_HANGS_UP
#define KEEPER_DONE(x) (phaseS[x] == S_FAILED || phaseS[x] == S_RECLAIMED || (phaseS[x] == S_OWNER && dutiesSettled[x]))
#else
#define KEEPER_DONE(x) (phaseS[x] == S_FAILED || phaseS[x] == S_RECLAIMED || (phaseS[x] == S_OWNER && dutiesSettled[x] && confirmed[x]))
#endif

proctype Keeper(byte x) {
end:
    do
    :: atomic { k[x] == K_LOOP && UP(S(x)) && KEEPER_DONE(x) -> k[x] = K_END }
    :: atomic { k[x] == K_LOOP && UP(S(x)) && !KEEPER_DONE(x) && len(toS[x]) > 0 -> hear(x) }
    /* The probation is over. */
    :: atomic { k[x] == K_LOOP && UP(S(x)) && phaseS[x] == S_PROBATION && opened[x] && !confirmSaid[x] && !endP[x] ->
        sendP(x, CONFIRM);
        confirmSaid[x] = (sent == OK);
        sent = 0 }
    :: atomic { k[x] == K_LOOP && UP(S(x)) && !KEEPER_DONE(x) && len(toS[x]) == 0 && endP[x] && !endS[x] ->
        inherited[x] = 1;
        if
        :: gate[S(x)] == OPEN && gate[P[x]] == LOST -> gate[P[x]] = SHUT
        :: else
        fi;
        if
        :: phaseS[x] != S_STAGED -> own(x, S_PROBATION, K_DIED)
        :: phaseS[x] == S_STAGED && awaitingCommit[x] -> own(x, S_STAGED, K_DIED)
        :: phaseS[x] == S_STAGED && !awaitingCommit[x] -> wantsPath[S(x)] = 1; k[x] = K_DEATH
        fi }
    /* The predecessor is silent. */
    :: atomic { k[x] == K_LOOP && UP(S(x)) && len(toS[x]) == 0 && stopped[P[x]] && !endP[x] && !endS[x] && (phaseS[x] == S_PROBATION || (phaseS[x] == S_STAGED && awaitingCommit[x])) ->
        wasSilent[x] = 1;
#ifndef MUTANT_TAKES_OVER_SHUT
        if
        :: opened[x] -> sendP(x, TAKEN_OVER); sent = 0
        :: else
        fi;
#else
        sendP(x, TAKEN_OVER);
        sent = 0;
#endif
        k[x] = K_OWN }
    :: atomic { k[x] == K_OWN && UP(S(x)) ->
        if
        :: phaseS[x] == S_STAGED || phaseS[x] == S_PROBATION -> phaseS[x] = S_OWNER; k[x] = K_OWNED
        :: else -> k[x] = K_LOOP
        fi }
    :: atomic { k[x] == K_OWNED && UP(S(x)) -> onOwner(x); k[x] = K_LOOP }
    :: atomic { k[x] == K_DIED && UP(S(x)) -> onOwner(x); k[x] = K_DEATH }
    :: atomic { k[x] == K_DEATH && UP(S(x)) && (dutiesSettled[x] || dutiesElsewhere[x]) -> k[x] = K_END }
    :: atomic { k[x] == K_DEATH && UP(S(x)) && !dutiesSettled[x] && !alive[P[x]] -> dutiesFree(x); k[x] = K_END }
    :: atomic { k[x] == K_ABORTED && UP(S(x)) -> r[x] = R_ABORT; k[x] = K_END }
    :: atomic { k[x] == K_RECLAIMED && UP(S(x)) -> reclaimed[x] = 1; r[x] = R_RETIRE; k[x] = K_END }
    :: atomic { k[x] == K_END && UP(S(x)) ->
        if
        :: phaseS[x] != S_RECLAIMED -> closeS(x)
        :: else
        fi;
        k[x] = K_DONE }
    /* Somebody else in this process closed the connection. */
    :: atomic { k[x] == K_LOOP && UP(S(x)) && endS[x] && !KEEPER_DONE(x) -> k[x] = K_END }
    od
}

/* The application: open(), warm-up, ready(), perhaps fail(). */
proctype Main(byte x) {
end:
    do
    :: atomic { m[x] == M_NONE && phaseS[x] == S_REQUESTING && UP(S(x)) && len(toS[x]) > 0 ->
        if
        :: toS[x] ? GRANT ->
            phaseS[x] = S_STAGED;
            proc[S(x)] = STAGED;
            doubts[S(x)] = 1;
            k[x] = K_LOOP;
            m[x] = M_WARM
        :: toS[x] ? ABORT -> die(S(x))
        fi }
    /* Nothing was granted: it would ask again, or bind. */
    :: atomic { m[x] == M_NONE && phaseS[x] == S_REQUESTING && UP(S(x)) && len(toS[x]) == 0 && (endP[x] || stopped[P[x]]) -> die(S(x)) }

    :: atomic { m[x] == M_WARM && UP(S(x)) ->
        awaitingCommit[x] = 1;
#ifdef MUTANT_OPENS_EARLY
        if
        :: proc[S(x)] == STAGED -> openGate(S(x))
        :: else
        fi;
        ASSERT_E(committed[x] || !alive[P[x]] || endP[x] || wasSilent[x]);
#endif
        if
        :: inherited[x] && phaseS[x] == S_STAGED -> phaseS[x] = S_OWNER; m[x] = M_OWN
        :: else -> m[x] = M_READY
        fi }
    :: atomic { m[x] == M_OWN && UP(S(x)) -> onOwner(x); m[x] = M_READY }
    :: atomic { m[x] == M_READY && UP(S(x)) -> sendP(x, READY); sent = 0; m[x] = M_WAIT }
    /* The release gives up while it warms up, or no Commit comes from a predecessor that is not silent. */
    :: atomic { m[x] == M_WARM && EARLY_END && UP(S(x)) && phaseS[x] == S_STAGED -> phaseS[x] = S_FAILED; m[x] = M_ABORT }
    :: atomic { m[x] == M_WAIT && EARLY_END && UP(S(x)) && phaseS[x] == S_STAGED && UP(P[x]) -> phaseS[x] = S_FAILED; m[x] = M_ABORT }
    :: atomic { m[x] == M_ABORT && UP(S(x)) -> sendP(x, ABORT); sent = 0; m[x] = M_CLOSE }
    :: atomic { m[x] == M_CLOSE && UP(S(x)) ->
        closeS(x);
        proc[S(x)] = RETIRED;
        gate[S(x)] = SHUT;
        m[x] = M_DONE }
    :: atomic { m[x] == M_WAIT && UP(S(x)) && phaseS[x] == S_FAILED -> m[x] = M_CLOSE }
    :: atomic { m[x] == M_WAIT && UP(S(x)) && phaseS[x] >= S_PROBATION && phaseS[x] != S_FAILED ->
        if
        :: reclaimed[x] || proc[S(x)] != STAGED -> m[x] = M_CLOSE
        :: else ->
            openGate(S(x));
            ASSERT_E(committed[x] || !alive[P[x]] || endP[x] || wasSilent[x]);
            proc[S(x)] = (owned[x] -> OWNER : ON_PROBATION);
            m[x] = M_ACQUIRE
        fi }
    :: atomic { m[x] == M_ACQUIRE && UP(S(x)) -> acquire(S(x)); m[x] = M_OPENED }
    :: atomic { m[x] == M_OPENED && UP(S(x)) ->
#ifndef MUTANT_TAKES_OVER_SHUT
        if
        :: wasSilent[x] -> sendP(x, TAKEN_OVER)
        :: else -> sendP(x, OPENED)
        fi;
#else
        sendP(x, OPENED);
#endif
        sent = 0;
        opened[x] = 1;
        m[x] = M_SERVES }
    :: atomic { m[x] == M_SERVES && UP(S(x)) && proc[S(x)] == ON_PROBATION && !failedSaid[x] ->
        failedSaid[x] = 1;
        sendP(x, FAILED);
        sent = 0 }
    od
}

/* Succession: what an abort and a reclaim ask for. */
proctype Gives(byte x) {
end:
    do
    :: atomic { r[x] == R_ABORT && UP(S(x)) -> proc[S(x)] = RETIRED; gate[S(x)] = SHUT; r[x] = R_DONE }
    :: atomic { r[x] == R_RETIRE && UP(S(x)) -> proc[S(x)] = RETIRED; gate[S(x)] = SHUT; r[x] = R_STOP }
    :: atomic { r[x] == R_STOP && UP(S(x)) ->
        if
        :: duty[S(x)] == RUNNING -> duty[S(x)] = STOPPING
        :: else
        fi;
        r[x] = R_STOPPING }
    :: atomic { r[x] == R_STOPPING && UP(S(x)) && duty[S(x)] == STOPPING ->
        if
        :: duty[S(x)] = IDLE
        :: stucks > 0 -> stucks--; duty[S(x)] = STUCK
        fi }
    :: atomic { r[x] == R_STOPPING && UP(S(x)) && duty[S(x)] != STOPPING -> r[x] = R_SAY }
    :: atomic { r[x] == R_SAY && UP(S(x)) ->
        if
        :: duty[S(x)] == STUCK -> sendP(x, RELEASED_BACK_UNCLEAN)
        :: else -> sendP(x, RELEASED_BACK)
        fi;
        sent = 0;
        closeS(x);
        r[x] = R_DONE }
    od
}

/* ---- The control path, the drain's end, and the next release. */

#define RELEASING(p) (e[0] && P[0] == p && d[0] != D_NONE && d[0] != D_DONE)
#if EXCHANGES == 1
#define BUSY_WITH_DUTIES(p) RELEASING(p)
#else
#define BUSY_WITH_DUTIES(p) (RELEASING(p) || (e[1] && P[1] == p && d[1] != D_NONE && d[1] != D_DONE))
#endif

proctype Process(byte p) {
end:
    do
    :: atomic { wantsPath[p] && UP(p) -> wantsPath[p] = 0; path = p }
    :: atomic { UP(p) && proc[p] == RETIRED && !BUSY_WITH_DUTIES(p) && (p == 0 || r[p - 1] == R_NONE || r[p - 1] == R_DONE) && (p != 0 || t == T_NONE || t == T_DONE) -> die(p) }
    od
}

#if EXCHANGES > 1
proctype Next() {
end:
    do
    :: atomic { !e[1] && UP(path) && proc[path] == OWNER && (path != 0 || e[0] >= E_SETTLE) && (path != 1 || e[0]) ->
        P[1] = path;
        alive[2] = 1;
        phaseS[1] = S_REQUESTING;
        phaseP[1] = GREETED;
        e[1] = E_GRANT }
    od
}
#endif

#if TERMS > 0
/* A signal to process 0, and the drain's time is over before the exchange is. */
proctype Terminates() {
end:
    do
    :: atomic { t == T_NONE && terms > 0 && UP(0) && (proc[0] == OWNER || proc[0] == YIELDED) && e[0] && e[0] < E_SETTLE ->
        terms--;
        if
        :: gate[0] == OPEN -> gate[0] = LOST
        :: else
        fi;
        if
        :: gate[1] == OPEN && gate[0] == LOST -> gate[0] = SHUT
        :: else
        fi;
        proc[0] = RETIRED;
        t = T_STOP }
    :: atomic { t == T_STOP && UP(0) ->
        if
        :: duty[0] == RUNNING -> duty[0] = STOPPING
        :: else
        fi;
        t = T_STOPPING }
    :: atomic { t == T_STOPPING && UP(0) && duty[0] == STOPPING -> duty[0] = IDLE }
    :: atomic { t == T_STOPPING && UP(0) && duty[0] != STOPPING -> t = T_CLOSE }
    :: atomic { t == T_CLOSE && UP(0) -> closeP(0); t = T_DONE }
    od
}
#endif

/* ---- What goes wrong. */

proctype Faults(byte p) {
end:
    do
    :: atomic { alive[p] && crashes > 0 -> crashes--; die(p) }
    :: atomic { UP(p) && proc[p] != RETIRED && stops > 0 -> stops--; stopped[p] = YES }
    :: atomic { UP(p) && proc[p] != RETIRED && stops > 0 -> stops--; stopped[p] = UNTIL_SETTLED }
    :: atomic { stopped[p] == YES -> stopped[p] = 0 }
    od
}

/* ---- What must hold at every instant, and when nobody can do anything more. */

#define DUTIES_OK(p) (!(UP(p) && gate[p] == OPEN) || duty[p] == RUNNING || (lost[p] && EXCHANGES > 1))

proctype Watch() {
end:
    do
    /* From here on nothing more goes wrong, so what has is to settle. */
    :: atomic { crashes || stops || terms -> crashes = 0; stops = 0; terms = 0 }
#ifdef PROP_A
    :: atomic { !SOME_GATE && SOME_HOLDER -> assert(false) }
#endif
    :: atomic { timeout ->
        ASSERT_C(!SOME_HOLDER || ACCEPTORS == 1);
        if
        :: ALL_RUN ->
            i = 0;
            do
            :: i < N -> ASSERT_C(DUTIES_OK(i)); i++
            :: else -> break
            od;
            i = 0;
            break
        :: else ->
            if
            :: stopped[0] -> stopped[0] = 0
            :: stopped[1] -> stopped[1] = 0
#if EXCHANGES > 1
            :: stopped[2] -> stopped[2] = 0
#endif
            fi
        fi }
    od
}

init {
    atomic {
        alive[0] = 1;
        proc[0] = OWNER;
        gate[0] = OPEN;
        duty[0] = RUNNING;
        alive[1] = 1;
        phaseS[0] = S_REQUESTING;
        phaseP[0] = GREETED;
        e[0] = E_GRANT;
        run Exchange(0);
        run Releases(0);
        run Keeper(0);
        run Main(0);
        run Gives(0);
        run Process(0);
        run Process(1);
        run Faults(0);
        run Faults(1);
#if EXCHANGES > 1
        run Exchange(1);
        run Releases(1);
        run Keeper(1);
        run Main(1);
        run Gives(1);
        run Process(2);
        run Faults(2);
        run Next();
#endif
#if TERMS > 0
        run Terminates();
#endif
        run Watch()
    }
}
