namespace HostedRuntime.Configuration;

/// <summary>
/// What the host validates at its start, in place of each runtime's options: so all that is wrong with all of them, and with the
/// section around them, is one message.
/// </summary>
internal sealed class AllRuntimeOptions;
