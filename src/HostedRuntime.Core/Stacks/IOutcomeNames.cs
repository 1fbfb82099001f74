namespace HostedRuntime.Stacks;

/// <summary>Knows Tasks of ours in which a stack would end without a name.</summary>
internal interface IOutcomeNames
{
    /// <summary>Describes the wait for the end of that Task in words; null if the Task is not known.</summary>
    string? NameOf(object awaited);
}
