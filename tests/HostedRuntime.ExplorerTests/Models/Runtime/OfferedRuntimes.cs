using HostedRuntime.Exploring;

namespace HostedRuntime.Models;

/// <summary>
/// Two hosts offer their runtimes while two threads ask for the runtime in use. The first host's runtime may end at once. One of the offers
/// wins, and the other host gets the winner's runtime. At most one default runtime is created, and the host that wins gets it too. In the
/// end a running runtime is in use.
/// </summary>
internal sealed class OfferedRuntimes : Model
{
    private readonly FallbackRuntime _fallback;
    private readonly FallbackWithoutSecondLook? _leaky;
    private readonly IRuntimeHandle[] _hosts = [Make(), Make()];
    private readonly (bool IsInUse, IRuntimeHandle? Other)[] _answers = new (bool, IRuntimeHandle?)[2];
    private readonly List<IRuntimeHandle> _defaults = [];
    private readonly List<IRuntimeHandle> _got = [];
    private readonly bool _endsFirst;

    /// <param name="endsFirst">True if the first runtime ends after it was offered.</param>
    /// <param name="isLeaky">True for the variant that is broken on purpose.</param>
    public OfferedRuntimes(bool endsFirst, bool isLeaky = false)
    {
        _endsFirst = endsFirst;
        _fallback = new FallbackRuntime(MakeDefault);
        _leaky = isLeaky ? new FallbackWithoutSecondLook(MakeDefault) : null;
        Thread("first host", () =>
        {
            Offer(0);
            if (!endsFirst)
                return;
            _fallback.Replace(_hosts[0]);
            _fallback.Forget(_hosts[0]);
        });
        Thread("second host", () => Offer(1));
        Thread("user", () => _got.Add(Get()));
        Thread("other user", () => _got.Add(Get()));
    }

    public override void Check()
    {
        var reported = _answers.Where(static answer => answer.IsInUse && answer.Other is not null).Select(static answer => answer.Other!).ToHashSet();
        Assert.True(reported.SetEquals(_defaults), "A default runtime was created, and no host was notified of it.");
        Assert.True(_defaults.Count <= 1);
        Assert.All(_got, handle => Assert.True(_hosts.Contains(handle) || _defaults.Contains(handle)));
        if (_endsFirst)
        {
            Assert.Same(_hosts[1], Get());
            return;
        }

        var winner = Array.FindIndex(_answers, static answer => answer.IsInUse);
        Assert.False(_answers[1 - winner].IsInUse);
        Assert.Same(_hosts[winner], _answers[1 - winner].Other);
        Assert.Same(_hosts[winner], Get());
    }

    private static ModelHandle Make() => new(new StubTaskOwner());

    private ModelHandle MakeDefault()
    {
        var made = Make();
        _defaults.Add(made);
        return made;
    }

    private void Offer(int host)
    {
        var isInUse = _leaky is null ? _fallback.Offer(_hosts[host], out var other) : _leaky.Offer(_hosts[host], out other);
        _answers[host] = (isInUse, other);
    }

    private IRuntimeHandle Get() => _leaky is null ? _fallback.Get() : _leaky.Get();
}
