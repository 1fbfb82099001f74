using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// Bodies join a task that ends meanwhile, while the first body or the joined task is aborted. Each body goes on once. An aborted join
/// consumes the abort, so that the next join is not aborted.
/// </summary>
internal sealed class JoiningBody : TaskModel
{
    private readonly JoinHandle _joined;
    private readonly JoinHandle _next;
    private readonly JoinHandle[] _joiners;
    private readonly Aborted _aborted;
    private readonly bool _asValue;
    private int _starts;
    private int _joins;
    private int _cancelled;
    private int _runs;

    /// <param name="aborted">The task that is aborted.</param>
    /// <param name="asValue">Whether the bodies wait with JoinAsync, which uses another type of wait.</param>
    /// <param name="joiners">The number of bodies.</param>
    public JoiningBody(Aborted aborted, bool asValue, int joiners)
    {
        (_aborted, _asValue) = (aborted, asValue);
        _joined = Spawn(new ActionTask(Owner, () => _runs++, default, default));
        _next = Spawn(new ActionTask(Owner, static () => { }, default, default));
        _joiners = [.. Enumerable.Range(0, joiners).Select(_ => Spawn(new TaskBody(Owner, JoinBothAsync, default, default)))];
        Workers(2);
        if (aborted != Aborted.None)
            Outsider("aborter", (aborted == Aborted.Joiner ? _joiners[0] : _joined).Abort);
    }

    public enum Aborted
    {
        None,
        Joiner,
        Joined,
    }

    public override void Check()
    {
        base.Check();
        Assert.All(_joiners, joiner => Assert.Equal(_aborted == Aborted.Joiner && joiner == _joiners[0] && _starts < _joiners.Length ? JoinStatus.Canceled : JoinStatus.Completed, joiner.Status));
        Assert.InRange(_starts, _aborted == Aborted.Joiner ? _joiners.Length - 1 : _joiners.Length, _joiners.Length);
        Assert.Equal(_starts, _joins);
        Assert.InRange(_cancelled, 0, _aborted == Aborted.Joiner ? 1 : 0);
        Assert.Equal(_joined.Status == JoinStatus.Canceled ? 0 : 1, _runs);
        Assert.True(_joined.Status == JoinStatus.Completed || _aborted == Aborted.Joined);
    }

    private async Task JoinBothAsync()
    {
        _starts++;
        await JoinAsync(_joined);
        await JoinAsync(_next);
        _joins++;
    }

    private async Task JoinAsync(JoinHandle handle)
    {
        try
        {
            if (_asValue)
                await handle.JoinAsync();
            else
                await handle;
            Assert.True(handle.IsFinished);
        }
        catch (JoinCanceledException)
        {
            Assert.Equal(JoinStatus.Canceled, handle.Status);
        }
        catch (OperationCanceledException)
        {
            _cancelled++;
        }
    }
}
