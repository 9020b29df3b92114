namespace Fairlead.Mirror.Frames;

/// <summary>What a frame is. docs/mirror-protocol.md says what stands in each, and who may send it when.</summary>
internal enum FrameType : byte
{
    /// <summary>The session's first frame, from the feeder: <see cref="HelloMessage"/>.</summary>
    Hello = 1,

    /// <summary>The agent's answer: <see cref="WelcomeMessage"/>.</summary>
    Welcome = 2,

    /// <summary>Why the session ends: <see cref="FailureMessage"/>. The last frame of who sends it.</summary>
    Failure = 3,

    /// <summary>Any bytes, which come back as a <see cref="Pong"/>.</summary>
    Ping = 4,

    /// <summary>The bytes of a ping.</summary>
    Pong = 5,

    /// <summary>The feeder wants the traffic of ports: <see cref="SubscribeMessage"/>. The stream is the subscription.</summary>
    Subscribe = 6,

    /// <summary>From now on it comes: <see cref="SubscribedMessage"/>.</summary>
    Subscribed = 7,

    /// <summary>What was asked on this stream cannot be: <see cref="RefusedMessage"/>.</summary>
    Refused = 8,

    /// <summary>
    /// What the agent has counted: <see cref="CountsMessage"/>. The feeder asks for it by an empty one on a new stream.
    /// </summary>
    Counts = 9,

    /// <summary>A connection, or one client's datagrams: <see cref="OpenMessage"/>. The stream is new.</summary>
    Open = 10,

    /// <summary>The other side has it: <see cref="OpenedMessage"/>.</summary>
    Opened = 11,

    /// <summary>Bytes of the stream; of a stream of datagrams, one datagram.</summary>
    Data = 12,

    /// <summary>How many more bytes the sender of this takes: a 32-bit number.</summary>
    Credit = 13,

    /// <summary>No more data comes on this stream from who sends this.</summary>
    End = 14,

    /// <summary>The stream is over at once: <see cref="ResetMessage"/>.</summary>
    Reset = 15,

    /// <summary>Bytes that the real program answered, where they are to be compared.</summary>
    Answer = 16,

    /// <summary>The real program answers no more.</summary>
    AnswerEnd = 17,

    /// <summary>The feeder asks for the target's environment.</summary>
    AskEnvironment = 18,

    /// <summary>The environment: the bytes of environ, and then the stream ends.</summary>
    Environment = 19,

    /// <summary>The feeder asks a name: a DNS message.</summary>
    Resolve = 20,

    /// <summary>The answer: a DNS message.</summary>
    Resolved = 21,

    /// <summary>The feeder asks something of a file: <see cref="FileMessage"/>.</summary>
    AskFile = 22,

    /// <summary>The answer: <see cref="FileAnswerMessage"/>.</summary>
    FileAnswer = 23,

    /// <summary>The feeder asks what the target allows.</summary>
    Examine = 24,

    /// <summary>The answer: <see cref="ExaminedMessage"/>.</summary>
    Examined = 25,
}
