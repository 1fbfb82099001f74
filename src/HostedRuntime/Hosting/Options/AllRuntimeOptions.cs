namespace HostedRuntime.Hosting;

/// <summary>
/// The options type that the host validates at its start, in place of each runtime's options. So the errors of all runtimes, and of the
/// section around them, are one message.
/// </summary>
internal sealed class AllRuntimeOptions;
