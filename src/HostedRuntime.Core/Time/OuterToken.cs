namespace HostedRuntime.Time;

/// <summary>The token of who calls, as long as it reaches the body; of a token that never fires there is nothing to keep.</summary>
/// <remarks>Not a linked source: that has to be disposed, and must not be while an alarm fires it.</remarks>
internal readonly struct OuterToken
{
    private readonly CancellationTokenRegistration _registration;

    public OuterToken(CancellationTokenSource source, CancellationToken token)
    {
        Token = token;
        _registration = token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token { get; }

    /// <summary>It does not reach the body any more.</summary>
    public void Unlink() => _registration.Unregister();
}
