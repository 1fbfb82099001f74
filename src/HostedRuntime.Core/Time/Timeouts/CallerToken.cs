namespace HostedRuntime.Time;

/// <summary>The registration by which the caller's token reaches the body. For a token that never fires there is none.</summary>
/// <remarks>Rejected: a linked token source. It has to be disposed, and must not be while a timer fires it.</remarks>
internal readonly struct CallerToken
{
    private readonly CancellationTokenRegistration _registration;

    public CallerToken(CancellationTokenSource source, CancellationToken token)
    {
        Token = token;
        _registration = token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token { get; }

    /// <summary>Removes the registration, so that the token does not reach the body any more.</summary>
    public void Unlink() => _registration.Unregister();
}
