using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>
/// A body suspends and is resumed from outside before its first poll has returned. A poll must notice its end, or the BCL if no poll can.
/// </summary>
internal sealed class BodyWaits : TaskModel
{
    private readonly Gate _gate = new();
    private readonly Gate _other = new();
    private readonly TaskCompletionSource _foreign = new();
    private readonly BareGate _bare = new();
    private readonly CountingJoiner _joiner = new();
    private readonly JoinHandle _task;
    private readonly JoinHandle _child;

    public BodyWaits(For what)
    {
        _task = Spawn(new TaskBody(Owner, () => RunAsync(what), default, default));
        _child = new TaskBody(Owner, () => _gate.PassInMethodAsync(), default, default);
        _task.TryJoin(_joiner);
        if (what == For.Join)
            Spawn(_child);

        Workers(2);
        Outsider("opener", () =>
        {
            if (what is For.Foreign or For.ForeignThenOurs)
                _foreign.SetResult();
            _gate.Open();
            if (what is For.OursThenForeign)
                _foreign.SetResult();
            if (what is For.OursThenBare)
                _bare.Open();
            _other.Open();
        });
    }

    /// <summary>The wait of the body.</summary>
    public enum For
    {
        Ours,
        OursTwice,
        OursInMethod,
        Foreign,
        OursThenForeign,
        ForeignThenOurs,
        Join,
        TwoBranches,
        TwoBranchesThenOurs,
        OursThenBare,
    }

    public override void Check()
    {
        base.Check();
        Assert.Equal(1, _joiner.Ends);
        Assert.Equal(JoinStatus.Completed, _task.Status);
    }

    private async Task RunAsync(For what)
    {
        switch (what)
        {
            case For.Ours:
                await _gate.PassAsync();
                break;
            case For.OursTwice:
                await _gate.PassAsync();
                await _other.PassAsync();
                break;
            case For.OursInMethod:
                await _gate.PassInMethodAsync();
                break;
            case For.Foreign:
                await _foreign.Task;
                break;
            case For.OursThenForeign:
                await _gate.PassAsync();
                await _foreign.Task;
                break;
            case For.ForeignThenOurs:
                await _foreign.Task;
                await _gate.PassAsync();
                break;
            case For.Join:
                await _child;
                break;
            case For.TwoBranches:
                await Task.WhenAll(_gate.PassInMethodAsync(), _other.PassInMethodAsync());
                break;
            case For.TwoBranchesThenOurs:
                var branch = _gate.PassInMethodAsync();
                await _other.PassAsync();
                await branch;
                break;
            case For.OursThenBare:
                await _gate.PassAsync();
                await _bare;
                break;
        }
    }
}
