namespace HostedRuntime.Exploring;

/// <summary>An execution that went wrong, with all that is needed to see it again.</summary>
internal sealed record ExplorerFailure(string Model, string Message, string Decisions, string Found, string Trace)
{
    public override string ToString()
        => $"""
           {Model}: {Message}
           Found {Found}. Again: Explorer.Replay(() => new {Model}(...), "{Decisions}")
           {Trace}
           """;
}
