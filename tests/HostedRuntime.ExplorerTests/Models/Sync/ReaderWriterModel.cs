using HostedRuntime.Exploring;
using HostedRuntime.Sync;

namespace HostedRuntime.Models;

/// <summary>
/// A writer holds a reader-writer lock at first, and leaves it or goes on as a reader. Meanwhile readers and writers want the lock, and one
/// writer may be cancelled. Writers are alone, every user enters or is cancelled, and in the end the lock is free.
/// </summary>
internal sealed class ReaderWriterModel : Model
{
    private readonly ReaderWriterCore<HolderHandle, long> _lock = new(static hold => hold, static version => version);
    private readonly int _users;
    private int _writers = 1;
    private int _readers;
    private int _entered;
    private int _canceled;

    public ReaderWriterModel(int readers, int writers, bool cancelsAWriter, bool downgrades)
    {
        _users = readers + writers;
        var source = new CancellationTokenSource();
        Assert.True(_lock.TryWrite(out var held));
        Thread("first writer", () => Leave(held, downgrades));
        if (cancelsAWriter)
            Thread("canceler", source.Cancel);
        for (var i = 0; i < writers; i++)
        {
            var ct = cancelsAWriter && i == 0 ? source.Token : CancellationToken.None;
            Thread($"writer {i}", () => Write(ct));
        }

        for (var i = 0; i < readers; i++)
            Thread($"reader {i}", Read);
    }

    public override void Check()
    {
        Assert.Equal(_users, _entered + _canceled);
        Assert.Equal((0, 0, false, 0, 0), (_readers, _writers, _lock.IsWriting, _lock.ReaderCount, _lock.WaiterCount));
    }

    private void Leave(long held, bool downgrades)
    {
        _writers--;
        if (!downgrades)
        {
            _lock.ExitWrite(held);
            return;
        }

        // Counted before the downgrade, so that a writer in between would be noticed.
        _readers++;
        var hold = _lock.Downgrade(held);
        Assert.Equal(0, _writers);
        Assert.False(_lock.IsHeldBy(held));
        _readers--;
        _lock.ExitRead(hold);
    }

    private void Write(CancellationToken ct)
    {
        long version;
        try
        {
            version = _lock.WriteBlocking(ct);
        }
        catch (OperationCanceledException)
        {
            _canceled++;
            return;
        }

        Assert.Equal((1, 0), (++_writers, _readers));
        Assert.True(_lock.IsHeldBy(version));
        _entered++;
        Assert.Equal((0, 0), (--_writers, _readers));
        _lock.ExitWrite(version);
    }

    private void Read()
    {
        var hold = _lock.ReadBlocking(CancellationToken.None);
        _readers++;
        Assert.Equal((0, false), (_writers, _lock.IsWriting));
        _entered++;
        _readers--;
        _lock.ExitRead(hold);
    }
}
