using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// A mutex is held at first. Its holder releases it, perhaps a second time through a copy of the guard. Meanwhile users wait for it, and
/// one of them may be cancelled. Only one user is inside at a time, every user enters or is cancelled, and in the end the mutex is free.
/// </summary>
internal sealed class MutexModel : Model
{
    private readonly MutexCore<long> _mutex = new(static version => version);
    private readonly int _users;
    private int _inside;
    private int _entered;
    private int _canceled;

    public MutexModel(int users, bool cancels, bool copies)
    {
        _users = users;
        var source = new CancellationTokenSource();
        Assert.True(_mutex.TryEnter(out var held));
        Thread("holder", () => _mutex.Exit(held));
        if (copies)
            Thread("copy", () => _mutex.Exit(held));
        if (cancels)
            Thread("canceler", source.Cancel);
        for (var i = 0; i < users; i++)
        {
            var ct = cancels && i == 0 ? source.Token : CancellationToken.None;
            Thread($"user {i}", () => Use(ct));
        }
    }

    public override void Check()
    {
        Assert.Equal(_users, _entered + _canceled);
        Assert.Equal((0, false, 0), (_inside, _mutex.IsLocked, _mutex.WaiterCount));
    }

    private void Use(CancellationToken ct)
    {
        long version;
        try
        {
            version = _mutex.EnterBlocking(ct);
        }
        catch (OperationCanceledException)
        {
            _canceled++;
            return;
        }

        Assert.Equal(1, ++_inside);
        Assert.True(_mutex.IsHeldBy(version));
        _entered++;
        Assert.Equal(0, --_inside);
        _mutex.Exit(version);
    }
}
