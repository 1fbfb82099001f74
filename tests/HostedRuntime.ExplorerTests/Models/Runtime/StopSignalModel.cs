using HostedRuntime.Atomics;
using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>A runtime begins to stop while two threads ask for its token for the first time. In the end both tokens have fired.</summary>
internal sealed class StopSignalModel : Model
{
    private readonly StopSignal _signal = new();
    private readonly CancellationToken[] _tokens = new CancellationToken[2];
    private AtomicRef<CancellationTokenSource> _leakySource;
    private AtomicBool _leakyIsGiven;

    /// <param name="isLeaky">
    /// True for the variant that is broken on purpose: it has no fence between the write of the flag and the read of the source.
    /// </param>
    public StopSignalModel(bool isLeaky)
    {
        Thread("stopper", () =>
        {
            if (isLeaky)
                StopWithoutFence();
            else if (_signal.Give())
                Assert.Null(_signal.Fire());
        });
        Thread("first", () => _tokens[0] = isLeaky ? LeakyToken() : _signal.Token);
        Thread("second", () => _tokens[1] = isLeaky ? LeakyToken() : _signal.Token);
    }

    public override void Check() => Assert.All(_tokens, static token => Assert.True(token.IsCancellationRequested));

    private void StopWithoutFence()
    {
        _leakyIsGiven.Write(true);
        _leakySource.Read()?.Cancel();
    }

    private CancellationToken LeakyToken()
    {
        if (_leakySource.Read() is { } made)
            return made.Token;
        var source = new CancellationTokenSource();
        source = _leakySource.CompareExchange(source, null) ?? source;
        if (_leakyIsGiven.Read())
            source.Cancel();
        return source.Token;
    }
}
