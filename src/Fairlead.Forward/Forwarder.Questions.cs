using Fairlead.Forward.Statistics;
using Fairlead.Rules;

namespace Fairlead.Forward;

/// <content>What others ask while the loops run. From the thread that calls <see cref="Carry"/>.</content>
public sealed partial class Forwarder
{
    /// <summary>How long a loop may take to answer, where its answer is worth waiting for.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>How many sessions there are.</summary>
    public int SessionCount => _statements.Sum(statement => statement.Statement.Limit.Live);

    /// <summary>Whether every loop does what is posted to it within a time: whether none hangs. From any thread.</summary>
    public bool Answers(TimeSpan patience) => Ask(_ => true, patience).Length == _loops.Length;

    /// <summary>The sessions with most traffic: of UDP by datagrams, and of TCP by bytes.</summary>
    /// <param name="most">How many of each at most.</param>
    public SessionStatistics[] Busiest(int most)
    {
        var listeners = _places.Values.SelectMany(place => place.Listeners.Select(l => (place.Key.Protocol, l.Loop, l.Listener)))
            .ToArray();
        SessionStatistics[] Of(Protocol protocol) =>
        [
            .. Ask(loop => BusiestOf(listeners.Where(l => l.Protocol == protocol && l.Loop == loop).Select(l => l.Listener), most),
                s_patience).SelectMany(part => part).OrderByDescending(session => session.Traffic).Take(most),
        ];
        return [.. Of(Protocol.Udp), .. Of(Protocol.Tcp)];
    }

    /// <summary>Ends the loops, if there is no session: nothing is lost, as what nobody has read stays in the sockets.</summary>
    public bool TryStopIdle()
    {
        if (SessionCount > 0)
        {
            return false;
        }
        Stop();
        if (SessionCount == 0)
        {
            return true;
        }
        Start();
        return false;
    }

    private static SessionStatistics[] BusiestOf(IEnumerable<IListener> listeners, int most)
    {
        var busiest = new PriorityQueue<SessionStatistics, long>();
        foreach (var session in listeners.SelectMany(listener => listener.Sessions()))
        {
            if (busiest.Count < most)
            {
                busiest.Enqueue(session, session.Traffic);
            }
            else
            {
                busiest.EnqueueDequeue(session, session.Traffic);
            }
        }
        return [.. busiest.UnorderedItems.Select(item => item.Element)];
    }

    // Each loop's answer; of those that do not answer in time, none.
    private T[] Ask<T>(Func<ForwardLoop, T> question, TimeSpan patience)
    {
        var answers = new List<T>();
        var left = new CountdownEvent(_loops.Length);
        foreach (var loop in _loops)
        {
            loop.Do(() =>
            {
                var answer = question(loop);
                lock (answers)
                {
                    answers.Add(answer);
                }
                left.Signal();
            });
        }
        left.Wait(patience);
        lock (answers)
        {
            return [.. answers];
        }
    }
}
