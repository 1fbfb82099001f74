namespace HostedRuntime.Hosting;

/// <summary>
/// Detects a circle: a runtime is being made, and a service that it needs for that asks for the runtime. The container does not detect it,
/// because runtimes are made by factories, which it would call again and again.
/// </summary>
/// <remarks>
/// The factories of a circle call each other on one thread. So the runtimes that a thread is making form a stack, one per thread. The
/// container of Microsoft.Extensions 11 does detect a circle, and throws first.
/// </remarks>
internal sealed class RuntimeBeingMade : IDisposable
{
    [ThreadStatic]
    private static RuntimeBeingMade? s_innermost;

    private readonly IServiceProvider _services;
    private readonly string _runtime;
    private readonly RuntimeBeingMade? _outer;

    private RuntimeBeingMade(IServiceProvider services, string runtime, RuntimeBeingMade? outer)
    {
        _services = services;
        _runtime = runtime;
        _outer = outer;
    }

    /// <summary>The service that the runtime is asking the container for.</summary>
    public string AsksFor { get; set; } = "";

    /// <summary>Marks that this thread makes the runtime, until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">This thread is making that runtime already.</exception>
    public static RuntimeBeingMade Enter(IServiceProvider services, string runtime)
    {
        for (var being = s_innermost; being is not null; being = being._outer)
        {
            if (being._runtime == runtime && ReferenceEquals(being._services, services))
                throw Circle(being);
        }

        return s_innermost = new RuntimeBeingMade(services, runtime, s_innermost);
    }

    public void Dispose() => s_innermost = _outer;

    private static InvalidOperationException Circle(RuntimeBeingMade outermost)
    {
        var path = $"runtime '{outermost._runtime}'";
        for (var being = s_innermost; !ReferenceEquals(being, outermost); being = being._outer)
            path = $"runtime '{being!._runtime}' -> {being.AsksFor} -> {path}";
        return new InvalidOperationException(
            $"Runtime '{outermost._runtime}' cannot be made, because a service that it needs asks for it: runtime '{outermost._runtime}' -> {outermost.AsksFor} -> {path}."
            + " Let that service ask for the runtime when it is first used, and not when it is made: inject IServiceProvider in place of the handle.");
    }
}
