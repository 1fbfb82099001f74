using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HostedRuntime.Commands;

/// <summary>A command whose types of arguments and result are those of the user's lambda, so that no reflection is needed.</summary>
internal abstract class Command<TArgs>(CommandName name, string runtime) : Command(name, runtime)
{
    private static readonly bool s_takesNone = typeof(TArgs) == typeof(NoArguments);

    public override Type? ArgsType => s_takesNone ? null : typeof(TArgs);

    public override string ArgsName => s_takesNone ? "no arguments" : typeof(TArgs).Name;

    /// <summary>Returns whether the handler can be called with this value.</summary>
    /// <remarks>
    /// Null is accepted if there are no arguments, or if the type itself allows it, as Nullable does. The annotation of a class does not
    /// exist at run time.
    /// </remarks>
    public override bool Takes(object? args) => args is TArgs || (args is null && (s_takesNone || Nullable.GetUnderlyingType(typeof(TArgs)) is not null));

    public override void CheckJson(JsonSerializerOptions options)
    {
        if (!s_takesNone)
            options.GetTypeInfo(typeof(TArgs));
    }

    public override object? ReadArgs(JsonElement json, JsonSerializerOptions options)
    {
        if (json.ValueKind == JsonValueKind.Undefined)
            return null;
        // An object is accepted, because unknown properties are ignored. Any other value goes back as it is, and is refused.
        if (s_takesNone)
            return json.ValueKind is JsonValueKind.Null or JsonValueKind.Object ? null : json;
        return json.Deserialize((JsonTypeInfo<TArgs>)options.GetTypeInfo(typeof(TArgs)));
    }

    /// <summary>Converts arguments that <see cref="Takes"/> has accepted into those of the handler.</summary>
    protected static TArgs Given(object? args) => args is TArgs given ? given : default!;
}

/// <summary>A command with a result.</summary>
internal sealed class ResultCommand<TArgs, TResult>(CommandName name, string runtime, Func<TArgs, CommandScope, CancellationToken, Task<TResult>> handler)
    : Command<TArgs>(name, runtime)
{
    public override Type? ResultType => typeof(TResult);

    public override void CheckJson(JsonSerializerOptions options)
    {
        base.CheckJson(options);
        options.GetTypeInfo(typeof(TResult));
    }

    public override JsonElement WriteResult(object? result, JsonSerializerOptions options)
        => JsonSerializer.SerializeToElement((TResult)result!, (JsonTypeInfo<TResult>)options.GetTypeInfo(typeof(TResult)));

    // Captures the context, so that the end of the handler ends the task without a detour over the ThreadPool.
    public override async Task<object?> RunAsync(object? args, CommandScope scope, CancellationToken ct)
        => await Check(handler(Given(args), scope, ct)).ConfigureAwait(true);
}

/// <summary>A command without a result. Its result is null, in JSON too.</summary>
internal sealed class ActionCommand<TArgs>(CommandName name, string runtime, Func<TArgs, CommandScope, CancellationToken, Task> handler)
    : Command<TArgs>(name, runtime)
{
    private static readonly JsonElement s_null = JsonElement.Parse("null");

    public override JsonElement WriteResult(object? result, JsonSerializerOptions options) => s_null;

    public override async Task<object?> RunAsync(object? args, CommandScope scope, CancellationToken ct)
    {
        await Check(handler(Given(args), scope, ct)).ConfigureAwait(true);
        return null;
    }
}
