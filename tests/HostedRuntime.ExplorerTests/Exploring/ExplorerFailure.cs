namespace HostedRuntime.Exploring;

/// <summary>An execution that failed, with everything that is needed to repeat it.</summary>
internal sealed record ExplorerFailure(string Model, string Message, string Decisions, string Found, string Trace)
{
    public override string ToString()
        => $"""
           {Model}: {Message}
           Found {Found}. Again: Explorer.Replay(() => new {Model}(...), "{Decisions}")
           {Trace}
           """;
}
