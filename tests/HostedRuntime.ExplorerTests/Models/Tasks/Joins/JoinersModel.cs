using HostedRuntime.Atomics;
using HostedRuntime.Exploring;
using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Joiners are added while a task ends and an earlier joiner leaves. Each joiner that was added is notified once. A joiner that came too
/// late is never notified, and reads the outcome that was written before the end.
/// </summary>
internal sealed class JoinersModel : Model
{
    private readonly CountingJoiner[] _joiners;
    private readonly CountingJoiner _leaver = new();
    private readonly bool[] _isIn;
    private JoinerList _list;
    private AtomicInt _outcome;

    public JoinersModel(int joiners)
    {
        _joiners = [.. Enumerable.Range(0, joiners).Select(static _ => new CountingJoiner())];
        _isIn = new bool[joiners];
        Assert.True(_list.TryAdd(_leaver));
        Thread("adder", () => Add(0, joiners - 1));
        Thread("other adder", () => Add(joiners - 1, joiners));
        Thread("leaver", () => _list.Remove(_leaver));
        Thread("ender", () =>
        {
            _outcome.Write(1);
            _list.Close(well: true);
        });
    }

    public override void Check()
    {
        for (var i = 0; i < _joiners.Length; i++)
            Assert.Equal(_isIn[i] ? 1 : 0, _joiners[i].Ends);
        Assert.InRange(_leaver.Ends, 0, 1);
    }

    private void Add(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            _isIn[i] = _list.TryAdd(_joiners[i]);
            if (!_isIn[i])
                Assert.Equal(1, _outcome.Read());
        }
    }
}
