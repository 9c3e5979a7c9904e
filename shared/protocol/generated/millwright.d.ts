import * as $protobuf from "protobufjs";
import type Long from "long";

/** Namespace millwright. */
export namespace millwright {

    /**
     * Properties of an AgentMessage.
     * @deprecated Use millwright.AgentMessage.$Properties instead.
     */
    interface IAgentMessage extends millwright.AgentMessage.$Properties {
    }

    /** Represents an AgentMessage. */
    class AgentMessage {

        /**
         * Constructs a new AgentMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AgentMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AgentMessage hello. */
        hello?: (millwright.Hello.$Properties|null);

        /** AgentMessage facts. */
        facts?: (millwright.FactBatch.$Properties|null);

        /** AgentMessage digest. */
        digest?: (millwright.Digest.$Properties|null);

        /** AgentMessage leaseRequest. */
        leaseRequest?: (millwright.LeaseRequest.$Properties|null);

        /** AgentMessage telemetry. */
        telemetry?: (Uint8Array|null);

        /** AgentMessage secretsAsked. */
        secretsAsked?: (millwright.SecretsAsked.$Properties|null);

        /** AgentMessage body. */
        body?: ("hello"|"facts"|"digest"|"leaseRequest"|"telemetry"|"secretsAsked");

        /**
         * Creates a new AgentMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AgentMessage instance
         */
        static create(properties: millwright.AgentMessage.$Shape): millwright.AgentMessage & millwright.AgentMessage.$Shape;
        static create(properties?: millwright.AgentMessage.$Properties): millwright.AgentMessage;

        /**
         * Encodes the specified AgentMessage message. Does not implicitly {@link millwright.AgentMessage.verify|verify} messages.
         * @param message AgentMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AgentMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AgentMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AgentMessage & millwright.AgentMessage.$Shape} AgentMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AgentMessage & millwright.AgentMessage.$Shape;

        /**
         * Creates an AgentMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AgentMessage
         */
        static fromObject(object: { [k: string]: any }): millwright.AgentMessage;

        /**
         * Creates a plain object from an AgentMessage message. Also converts values to other types if specified.
         * @param message AgentMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AgentMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AgentMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AgentMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AgentMessage {

        /** Properties of an AgentMessage. */
        interface $Properties {

            /** AgentMessage hello */
            hello?: (millwright.Hello.$Properties|null);

            /** AgentMessage facts */
            facts?: (millwright.FactBatch.$Properties|null);

            /** AgentMessage digest */
            digest?: (millwright.Digest.$Properties|null);

            /** AgentMessage leaseRequest */
            leaseRequest?: (millwright.LeaseRequest.$Properties|null);

            /** AgentMessage telemetry */
            telemetry?: (Uint8Array|null);

            /** AgentMessage secretsAsked */
            secretsAsked?: (millwright.SecretsAsked.$Properties|null);

            /** AgentMessage body */
            body?: ("hello"|"facts"|"digest"|"leaseRequest"|"telemetry"|"secretsAsked");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an AgentMessage. */
        type $Shape = {
          hello?: millwright.Hello.$Shape|null;
          facts?: millwright.FactBatch.$Shape|null;
          digest?: millwright.Digest.$Shape|null;
          leaseRequest?: millwright.LeaseRequest.$Shape|null;
          telemetry?: Uint8Array|null;
          secretsAsked?: millwright.SecretsAsked.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; hello?: null; facts?: null; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "hello"; hello: millwright.Hello.$Shape; facts?: null; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "facts"; hello?: null; facts: millwright.FactBatch.$Shape; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "digest"; hello?: null; facts?: null; digest: millwright.Digest.$Shape; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "leaseRequest"; hello?: null; facts?: null; digest?: null; leaseRequest: millwright.LeaseRequest.$Shape; telemetry?: null; secretsAsked?: null }|{ body?: "telemetry"; hello?: null; facts?: null; digest?: null; leaseRequest?: null; telemetry: Uint8Array; secretsAsked?: null }|{ body?: "secretsAsked"; hello?: null; facts?: null; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked: millwright.SecretsAsked.$Shape })
        );
    }

    /**
     * Properties of a CoordinatorMessage.
     * @deprecated Use millwright.CoordinatorMessage.$Properties instead.
     */
    interface ICoordinatorMessage extends millwright.CoordinatorMessage.$Properties {
    }

    /** Represents a CoordinatorMessage. */
    class CoordinatorMessage {

        /**
         * Constructs a new CoordinatorMessage.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.CoordinatorMessage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CoordinatorMessage challenge. */
        challenge?: (millwright.Challenge.$Properties|null);

        /** CoordinatorMessage welcome. */
        welcome?: (millwright.Welcome.$Properties|null);

        /** CoordinatorMessage desired. */
        desired?: (millwright.Desired.$Properties|null);

        /** CoordinatorMessage factsAck. */
        factsAck?: (millwright.FactsAck.$Properties|null);

        /** CoordinatorMessage leases. */
        leases?: (millwright.Leases.$Properties|null);

        /** CoordinatorMessage refused. */
        refused?: (millwright.Refused.$Properties|null);

        /** CoordinatorMessage heard. */
        heard?: (millwright.Heard.$Properties|null);

        /** CoordinatorMessage telemetryAck. */
        telemetryAck?: (millwright.TelemetryAck.$Properties|null);

        /** CoordinatorMessage secrets. */
        secrets?: (millwright.Secrets.$Properties|null);

        /** CoordinatorMessage body. */
        body?: ("challenge"|"welcome"|"desired"|"factsAck"|"leases"|"refused"|"heard"|"telemetryAck"|"secrets");

        /**
         * Creates a new CoordinatorMessage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CoordinatorMessage instance
         */
        static create(properties: millwright.CoordinatorMessage.$Shape): millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape;
        static create(properties?: millwright.CoordinatorMessage.$Properties): millwright.CoordinatorMessage;

        /**
         * Encodes the specified CoordinatorMessage message. Does not implicitly {@link millwright.CoordinatorMessage.verify|verify} messages.
         * @param message CoordinatorMessage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.CoordinatorMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CoordinatorMessage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape} CoordinatorMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape;

        /**
         * Creates a CoordinatorMessage message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CoordinatorMessage
         */
        static fromObject(object: { [k: string]: any }): millwright.CoordinatorMessage;

        /**
         * Creates a plain object from a CoordinatorMessage message. Also converts values to other types if specified.
         * @param message CoordinatorMessage
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.CoordinatorMessage, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CoordinatorMessage to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CoordinatorMessage
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CoordinatorMessage {

        /** Properties of a CoordinatorMessage. */
        interface $Properties {

            /** CoordinatorMessage challenge */
            challenge?: (millwright.Challenge.$Properties|null);

            /** CoordinatorMessage welcome */
            welcome?: (millwright.Welcome.$Properties|null);

            /** CoordinatorMessage desired */
            desired?: (millwright.Desired.$Properties|null);

            /** CoordinatorMessage factsAck */
            factsAck?: (millwright.FactsAck.$Properties|null);

            /** CoordinatorMessage leases */
            leases?: (millwright.Leases.$Properties|null);

            /** CoordinatorMessage refused */
            refused?: (millwright.Refused.$Properties|null);

            /** CoordinatorMessage heard */
            heard?: (millwright.Heard.$Properties|null);

            /** CoordinatorMessage telemetryAck */
            telemetryAck?: (millwright.TelemetryAck.$Properties|null);

            /** CoordinatorMessage secrets */
            secrets?: (millwright.Secrets.$Properties|null);

            /** CoordinatorMessage body */
            body?: ("challenge"|"welcome"|"desired"|"factsAck"|"leases"|"refused"|"heard"|"telemetryAck"|"secrets");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a CoordinatorMessage. */
        type $Shape = {
          challenge?: millwright.Challenge.$Shape|null;
          welcome?: millwright.Welcome.$Shape|null;
          desired?: millwright.Desired.$Shape|null;
          factsAck?: millwright.FactsAck.$Shape|null;
          leases?: millwright.Leases.$Shape|null;
          refused?: millwright.Refused.$Shape|null;
          heard?: millwright.Heard.$Shape|null;
          telemetryAck?: millwright.TelemetryAck.$Shape|null;
          secrets?: millwright.Secrets.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "challenge"; challenge: millwright.Challenge.$Shape; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "welcome"; challenge?: null; welcome: millwright.Welcome.$Shape; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "desired"; challenge?: null; welcome?: null; desired: millwright.Desired.$Shape; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "factsAck"; challenge?: null; welcome?: null; desired?: null; factsAck: millwright.FactsAck.$Shape; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "leases"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases: millwright.Leases.$Shape; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "refused"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused: millwright.Refused.$Shape; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "heard"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard: millwright.Heard.$Shape; telemetryAck?: null; secrets?: null }|{ body?: "telemetryAck"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck: millwright.TelemetryAck.$Shape; secrets?: null }|{ body?: "secrets"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets: millwright.Secrets.$Shape })
        );
    }

    /**
     * Properties of a Challenge.
     * @deprecated Use millwright.Challenge.$Properties instead.
     */
    interface IChallenge extends millwright.Challenge.$Properties {
    }

    /** Represents a Challenge. */
    class Challenge {

        /**
         * Constructs a new Challenge.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Challenge.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Challenge nonce. */
        nonce: Uint8Array;

        /** Challenge incarnation. */
        incarnation: number;

        /**
         * Creates a new Challenge instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Challenge instance
         */
        static create(properties: millwright.Challenge.$Shape): millwright.Challenge & millwright.Challenge.$Shape;
        static create(properties?: millwright.Challenge.$Properties): millwright.Challenge;

        /**
         * Encodes the specified Challenge message. Does not implicitly {@link millwright.Challenge.verify|verify} messages.
         * @param message Challenge message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Challenge.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Challenge message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Challenge & millwright.Challenge.$Shape} Challenge
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Challenge & millwright.Challenge.$Shape;

        /**
         * Creates a Challenge message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Challenge
         */
        static fromObject(object: { [k: string]: any }): millwright.Challenge;

        /**
         * Creates a plain object from a Challenge message. Also converts values to other types if specified.
         * @param message Challenge
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Challenge, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Challenge to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Challenge
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Challenge {

        /** Properties of a Challenge. */
        interface $Properties {

            /** Challenge nonce */
            nonce?: (Uint8Array|null);

            /** Challenge incarnation */
            incarnation?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Challenge. */
        type $Shape = millwright.Challenge.$Properties;
    }

    /**
     * Properties of a Hello.
     * @deprecated Use millwright.Hello.$Properties instead.
     */
    interface IHello extends millwright.Hello.$Properties {
    }

    /** Represents a Hello. */
    class Hello {

        /**
         * Constructs a new Hello.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Hello.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Hello protocolMin. */
        protocolMin: number;

        /** Hello protocolMax. */
        protocolMax: number;

        /** Hello publicKey. */
        publicKey: Uint8Array;

        /** Hello signature. */
        signature: Uint8Array;

        /** Hello bootId. */
        bootId: string;

        /** Hello name. */
        name: string;

        /** Hello inventoryJson. */
        inventoryJson: string;

        /** Hello bytesAddress. */
        bytesAddress: string;

        /** Hello slots. */
        slots: number;

        /** Hello attempts. */
        attempts: millwright.AttemptHeld.$Properties[];

        /** Hello spool. */
        spool: string;

        /** Hello labels. */
        labels: { [k: string]: string };

        /** Hello appliedIncarnation. */
        appliedIncarnation: number;

        /** Hello appliedGeneration. */
        appliedGeneration: number;

        /**
         * Creates a new Hello instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Hello instance
         */
        static create(properties: millwright.Hello.$Shape): millwright.Hello & millwright.Hello.$Shape;
        static create(properties?: millwright.Hello.$Properties): millwright.Hello;

        /**
         * Encodes the specified Hello message. Does not implicitly {@link millwright.Hello.verify|verify} messages.
         * @param message Hello message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Hello & millwright.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Hello & millwright.Hello.$Shape;

        /**
         * Creates a Hello message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Hello
         */
        static fromObject(object: { [k: string]: any }): millwright.Hello;

        /**
         * Creates a plain object from a Hello message. Also converts values to other types if specified.
         * @param message Hello
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Hello, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Hello to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Hello
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Hello {

        /** Properties of a Hello. */
        interface $Properties {

            /** Hello protocolMin */
            protocolMin?: (number|null);

            /** Hello protocolMax */
            protocolMax?: (number|null);

            /** Hello publicKey */
            publicKey?: (Uint8Array|null);

            /** Hello signature */
            signature?: (Uint8Array|null);

            /** Hello bootId */
            bootId?: (string|null);

            /** Hello name */
            name?: (string|null);

            /** Hello inventoryJson */
            inventoryJson?: (string|null);

            /** Hello bytesAddress */
            bytesAddress?: (string|null);

            /** Hello slots */
            slots?: (number|null);

            /** Hello attempts */
            attempts?: (millwright.AttemptHeld.$Properties[]|null);

            /** Hello spool */
            spool?: (string|null);

            /** Hello labels */
            labels?: ({ [k: string]: string }|null);

            /** Hello appliedIncarnation */
            appliedIncarnation?: (number|null);

            /** Hello appliedGeneration */
            appliedGeneration?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Hello. */
        type $Shape = millwright.Hello.$Properties;
    }

    /**
     * Properties of an AttemptHeld.
     * @deprecated Use millwright.AttemptHeld.$Properties instead.
     */
    interface IAttemptHeld extends millwright.AttemptHeld.$Properties {
    }

    /** Represents an AttemptHeld. */
    class AttemptHeld {

        /**
         * Constructs a new AttemptHeld.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AttemptHeld.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AttemptHeld attempt. */
        attempt: string;

        /** AttemptHeld state. */
        state: string;

        /** AttemptHeld exitJson. */
        exitJson: string;

        /** AttemptHeld jobName. */
        jobName: string;

        /** AttemptHeld cpus. */
        cpus: number;

        /** AttemptHeld memoryMb. */
        memoryMb: number;

        /** AttemptHeld gpus. */
        gpus: string[];

        /**
         * Creates a new AttemptHeld instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AttemptHeld instance
         */
        static create(properties: millwright.AttemptHeld.$Shape): millwright.AttemptHeld & millwright.AttemptHeld.$Shape;
        static create(properties?: millwright.AttemptHeld.$Properties): millwright.AttemptHeld;

        /**
         * Encodes the specified AttemptHeld message. Does not implicitly {@link millwright.AttemptHeld.verify|verify} messages.
         * @param message AttemptHeld message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AttemptHeld.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AttemptHeld message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AttemptHeld & millwright.AttemptHeld.$Shape} AttemptHeld
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AttemptHeld & millwright.AttemptHeld.$Shape;

        /**
         * Creates an AttemptHeld message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AttemptHeld
         */
        static fromObject(object: { [k: string]: any }): millwright.AttemptHeld;

        /**
         * Creates a plain object from an AttemptHeld message. Also converts values to other types if specified.
         * @param message AttemptHeld
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AttemptHeld, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AttemptHeld to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AttemptHeld
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AttemptHeld {

        /** Properties of an AttemptHeld. */
        interface $Properties {

            /** AttemptHeld attempt */
            attempt?: (string|null);

            /** AttemptHeld state */
            state?: (string|null);

            /** AttemptHeld exitJson */
            exitJson?: (string|null);

            /** AttemptHeld jobName */
            jobName?: (string|null);

            /** AttemptHeld cpus */
            cpus?: (number|null);

            /** AttemptHeld memoryMb */
            memoryMb?: (number|null);

            /** AttemptHeld gpus */
            gpus?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AttemptHeld. */
        type $Shape = millwright.AttemptHeld.$Properties;
    }

    /**
     * Properties of a Welcome.
     * @deprecated Use millwright.Welcome.$Properties instead.
     */
    interface IWelcome extends millwright.Welcome.$Properties {
    }

    /** Represents a Welcome. */
    class Welcome {

        /**
         * Constructs a new Welcome.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Welcome.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Welcome host. */
        host: string;

        /** Welcome protocol. */
        protocol: number;

        /** Welcome incarnation. */
        incarnation: number;

        /** Welcome lastFact. */
        lastFact: number;

        /** Welcome digestMs. */
        digestMs: number;

        /**
         * Creates a new Welcome instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Welcome instance
         */
        static create(properties: millwright.Welcome.$Shape): millwright.Welcome & millwright.Welcome.$Shape;
        static create(properties?: millwright.Welcome.$Properties): millwright.Welcome;

        /**
         * Encodes the specified Welcome message. Does not implicitly {@link millwright.Welcome.verify|verify} messages.
         * @param message Welcome message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Welcome message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Welcome & millwright.Welcome.$Shape} Welcome
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Welcome & millwright.Welcome.$Shape;

        /**
         * Creates a Welcome message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Welcome
         */
        static fromObject(object: { [k: string]: any }): millwright.Welcome;

        /**
         * Creates a plain object from a Welcome message. Also converts values to other types if specified.
         * @param message Welcome
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Welcome, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Welcome to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Welcome
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Welcome {

        /** Properties of a Welcome. */
        interface $Properties {

            /** Welcome host */
            host?: (string|null);

            /** Welcome protocol */
            protocol?: (number|null);

            /** Welcome incarnation */
            incarnation?: (number|null);

            /** Welcome lastFact */
            lastFact?: (number|null);

            /** Welcome digestMs */
            digestMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Welcome. */
        type $Shape = millwright.Welcome.$Properties;
    }

    /**
     * Properties of a Refused.
     * @deprecated Use millwright.Refused.$Properties instead.
     */
    interface IRefused extends millwright.Refused.$Properties {
    }

    /** Represents a Refused. */
    class Refused {

        /**
         * Constructs a new Refused.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Refused.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Refused code. */
        code: string;

        /** Refused reason. */
        reason: string;

        /**
         * Creates a new Refused instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Refused instance
         */
        static create(properties: millwright.Refused.$Shape): millwright.Refused & millwright.Refused.$Shape;
        static create(properties?: millwright.Refused.$Properties): millwright.Refused;

        /**
         * Encodes the specified Refused message. Does not implicitly {@link millwright.Refused.verify|verify} messages.
         * @param message Refused message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Refused message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Refused & millwright.Refused.$Shape} Refused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Refused & millwright.Refused.$Shape;

        /**
         * Creates a Refused message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Refused
         */
        static fromObject(object: { [k: string]: any }): millwright.Refused;

        /**
         * Creates a plain object from a Refused message. Also converts values to other types if specified.
         * @param message Refused
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Refused, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Refused to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Refused
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Refused {

        /** Properties of a Refused. */
        interface $Properties {

            /** Refused code */
            code?: (string|null);

            /** Refused reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Refused. */
        type $Shape = millwright.Refused.$Properties;
    }

    /**
     * Properties of a FactBatch.
     * @deprecated Use millwright.FactBatch.$Properties instead.
     */
    interface IFactBatch extends millwright.FactBatch.$Properties {
    }

    /** Represents a FactBatch. */
    class FactBatch {

        /**
         * Constructs a new FactBatch.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.FactBatch.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FactBatch spool. */
        spool: string;

        /** FactBatch facts. */
        facts: millwright.Fact.$Properties[];

        /**
         * Creates a new FactBatch instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FactBatch instance
         */
        static create(properties: millwright.FactBatch.$Shape): millwright.FactBatch & millwright.FactBatch.$Shape;
        static create(properties?: millwright.FactBatch.$Properties): millwright.FactBatch;

        /**
         * Encodes the specified FactBatch message. Does not implicitly {@link millwright.FactBatch.verify|verify} messages.
         * @param message FactBatch message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.FactBatch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FactBatch message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.FactBatch & millwright.FactBatch.$Shape} FactBatch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.FactBatch & millwright.FactBatch.$Shape;

        /**
         * Creates a FactBatch message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns FactBatch
         */
        static fromObject(object: { [k: string]: any }): millwright.FactBatch;

        /**
         * Creates a plain object from a FactBatch message. Also converts values to other types if specified.
         * @param message FactBatch
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.FactBatch, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this FactBatch to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for FactBatch
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace FactBatch {

        /** Properties of a FactBatch. */
        interface $Properties {

            /** FactBatch spool */
            spool?: (string|null);

            /** FactBatch facts */
            facts?: (millwright.Fact.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FactBatch. */
        type $Shape = {
          spool?: string|null;
          facts?: millwright.Fact.$Shape[]|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of a Fact.
     * @deprecated Use millwright.Fact.$Properties instead.
     */
    interface IFact extends millwright.Fact.$Properties {
    }

    /** Represents a Fact. */
    class Fact {

        /**
         * Constructs a new Fact.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Fact.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Fact number. */
        number: number;

        /** Fact started. */
        started?: (millwright.AttemptStarted.$Properties|null);

        /** Fact ended. */
        ended?: (millwright.AttemptEnded.$Properties|null);

        /** Fact results. */
        results?: (millwright.ShardResults.$Properties|null);

        /** Fact replica. */
        replica?: (millwright.ReplicaState.$Properties|null);

        /** Fact spoolReset. */
        spoolReset?: (millwright.SpoolReset.$Properties|null);

        /** Fact inventory. */
        inventory?: (millwright.InventoryChanged.$Properties|null);

        /** Fact kernel. */
        kernel?: (millwright.KernelEvents.$Properties|null);

        /** Fact checkDone. */
        checkDone?: (millwright.CheckDone.$Properties|null);

        /** Fact checkpoint. */
        checkpoint?: (millwright.CheckpointDone.$Properties|null);

        /** Fact diskOver. */
        diskOver?: (millwright.DiskOver.$Properties|null);

        /** Fact gpuHandles. */
        gpuHandles?: (millwright.GpuHandles.$Properties|null);

        /** Fact checkpointsDeleted. */
        checkpointsDeleted?: (millwright.CheckpointsDeleted.$Properties|null);

        /** Fact body. */
        body?: ("started"|"ended"|"results"|"replica"|"spoolReset"|"inventory"|"kernel"|"checkDone"|"checkpoint"|"diskOver"|"gpuHandles"|"checkpointsDeleted");

        /**
         * Creates a new Fact instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Fact instance
         */
        static create(properties: millwright.Fact.$Shape): millwright.Fact & millwright.Fact.$Shape;
        static create(properties?: millwright.Fact.$Properties): millwright.Fact;

        /**
         * Encodes the specified Fact message. Does not implicitly {@link millwright.Fact.verify|verify} messages.
         * @param message Fact message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Fact.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Fact message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Fact & millwright.Fact.$Shape} Fact
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Fact & millwright.Fact.$Shape;

        /**
         * Creates a Fact message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Fact
         */
        static fromObject(object: { [k: string]: any }): millwright.Fact;

        /**
         * Creates a plain object from a Fact message. Also converts values to other types if specified.
         * @param message Fact
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Fact, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Fact to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Fact
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Fact {

        /** Properties of a Fact. */
        interface $Properties {

            /** Fact number */
            number?: (number|null);

            /** Fact started */
            started?: (millwright.AttemptStarted.$Properties|null);

            /** Fact ended */
            ended?: (millwright.AttemptEnded.$Properties|null);

            /** Fact results */
            results?: (millwright.ShardResults.$Properties|null);

            /** Fact replica */
            replica?: (millwright.ReplicaState.$Properties|null);

            /** Fact spoolReset */
            spoolReset?: (millwright.SpoolReset.$Properties|null);

            /** Fact inventory */
            inventory?: (millwright.InventoryChanged.$Properties|null);

            /** Fact kernel */
            kernel?: (millwright.KernelEvents.$Properties|null);

            /** Fact checkDone */
            checkDone?: (millwright.CheckDone.$Properties|null);

            /** Fact checkpoint */
            checkpoint?: (millwright.CheckpointDone.$Properties|null);

            /** Fact diskOver */
            diskOver?: (millwright.DiskOver.$Properties|null);

            /** Fact gpuHandles */
            gpuHandles?: (millwright.GpuHandles.$Properties|null);

            /** Fact checkpointsDeleted */
            checkpointsDeleted?: (millwright.CheckpointsDeleted.$Properties|null);

            /** Fact body */
            body?: ("started"|"ended"|"results"|"replica"|"spoolReset"|"inventory"|"kernel"|"checkDone"|"checkpoint"|"diskOver"|"gpuHandles"|"checkpointsDeleted");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of a Fact. */
        type $Shape = {
          number?: number|null;
          started?: millwright.AttemptStarted.$Shape|null;
          ended?: millwright.AttemptEnded.$Shape|null;
          results?: millwright.ShardResults.$Shape|null;
          replica?: millwright.ReplicaState.$Shape|null;
          spoolReset?: millwright.SpoolReset.$Shape|null;
          inventory?: millwright.InventoryChanged.$Shape|null;
          kernel?: millwright.KernelEvents.$Shape|null;
          checkDone?: millwright.CheckDone.$Shape|null;
          checkpoint?: millwright.CheckpointDone.$Shape|null;
          diskOver?: millwright.DiskOver.$Shape|null;
          gpuHandles?: millwright.GpuHandles.$Shape|null;
          checkpointsDeleted?: millwright.CheckpointsDeleted.$Shape|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ body?: undefined; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "started"; started: millwright.AttemptStarted.$Shape; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "ended"; started?: null; ended: millwright.AttemptEnded.$Shape; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "results"; started?: null; ended?: null; results: millwright.ShardResults.$Shape; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "replica"; started?: null; ended?: null; results?: null; replica: millwright.ReplicaState.$Shape; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "spoolReset"; started?: null; ended?: null; results?: null; replica?: null; spoolReset: millwright.SpoolReset.$Shape; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "inventory"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory: millwright.InventoryChanged.$Shape; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "kernel"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel: millwright.KernelEvents.$Shape; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "checkDone"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone: millwright.CheckDone.$Shape; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "checkpoint"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint: millwright.CheckpointDone.$Shape; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "diskOver"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver: millwright.DiskOver.$Shape; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "gpuHandles"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles: millwright.GpuHandles.$Shape; checkpointsDeleted?: null }|{ body?: "checkpointsDeleted"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted: millwright.CheckpointsDeleted.$Shape })
        );
    }

    /**
     * Properties of a DiskOver.
     * @deprecated Use millwright.DiskOver.$Properties instead.
     */
    interface IDiskOver extends millwright.DiskOver.$Properties {
    }

    /** Represents a DiskOver. */
    class DiskOver {

        /**
         * Constructs a new DiskOver.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.DiskOver.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DiskOver attempt. */
        attempt: string;

        /** DiskOver usedMb. */
        usedMb: number;

        /**
         * Creates a new DiskOver instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DiskOver instance
         */
        static create(properties: millwright.DiskOver.$Shape): millwright.DiskOver & millwright.DiskOver.$Shape;
        static create(properties?: millwright.DiskOver.$Properties): millwright.DiskOver;

        /**
         * Encodes the specified DiskOver message. Does not implicitly {@link millwright.DiskOver.verify|verify} messages.
         * @param message DiskOver message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.DiskOver.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DiskOver message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.DiskOver & millwright.DiskOver.$Shape} DiskOver
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.DiskOver & millwright.DiskOver.$Shape;

        /**
         * Creates a DiskOver message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DiskOver
         */
        static fromObject(object: { [k: string]: any }): millwright.DiskOver;

        /**
         * Creates a plain object from a DiskOver message. Also converts values to other types if specified.
         * @param message DiskOver
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.DiskOver, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DiskOver to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DiskOver
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DiskOver {

        /** Properties of a DiskOver. */
        interface $Properties {

            /** DiskOver attempt */
            attempt?: (string|null);

            /** DiskOver usedMb */
            usedMb?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DiskOver. */
        type $Shape = millwright.DiskOver.$Properties;
    }

    /**
     * Properties of a GpuHandles.
     * @deprecated Use millwright.GpuHandles.$Properties instead.
     */
    interface IGpuHandles extends millwright.GpuHandles.$Properties {
    }

    /** Represents a GpuHandles. */
    class GpuHandles {

        /**
         * Constructs a new GpuHandles.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.GpuHandles.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** GpuHandles released. */
        released: boolean;

        /** GpuHandles holders. */
        holders: string[];

        /** GpuHandles inventoryJson. */
        inventoryJson: string;

        /**
         * Creates a new GpuHandles instance using the specified properties.
         * @param [properties] Properties to set
         * @returns GpuHandles instance
         */
        static create(properties: millwright.GpuHandles.$Shape): millwright.GpuHandles & millwright.GpuHandles.$Shape;
        static create(properties?: millwright.GpuHandles.$Properties): millwright.GpuHandles;

        /**
         * Encodes the specified GpuHandles message. Does not implicitly {@link millwright.GpuHandles.verify|verify} messages.
         * @param message GpuHandles message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.GpuHandles.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a GpuHandles message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.GpuHandles & millwright.GpuHandles.$Shape} GpuHandles
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.GpuHandles & millwright.GpuHandles.$Shape;

        /**
         * Creates a GpuHandles message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns GpuHandles
         */
        static fromObject(object: { [k: string]: any }): millwright.GpuHandles;

        /**
         * Creates a plain object from a GpuHandles message. Also converts values to other types if specified.
         * @param message GpuHandles
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.GpuHandles, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this GpuHandles to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for GpuHandles
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace GpuHandles {

        /** Properties of a GpuHandles. */
        interface $Properties {

            /** GpuHandles released */
            released?: (boolean|null);

            /** GpuHandles holders */
            holders?: (string[]|null);

            /** GpuHandles inventoryJson */
            inventoryJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a GpuHandles. */
        type $Shape = millwright.GpuHandles.$Properties;
    }

    /**
     * Properties of an InventoryChanged.
     * @deprecated Use millwright.InventoryChanged.$Properties instead.
     */
    interface IInventoryChanged extends millwright.InventoryChanged.$Properties {
    }

    /** Represents an InventoryChanged. */
    class InventoryChanged {

        /**
         * Constructs a new InventoryChanged.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.InventoryChanged.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** InventoryChanged inventoryJson. */
        inventoryJson: string;

        /**
         * Creates a new InventoryChanged instance using the specified properties.
         * @param [properties] Properties to set
         * @returns InventoryChanged instance
         */
        static create(properties: millwright.InventoryChanged.$Shape): millwright.InventoryChanged & millwright.InventoryChanged.$Shape;
        static create(properties?: millwright.InventoryChanged.$Properties): millwright.InventoryChanged;

        /**
         * Encodes the specified InventoryChanged message. Does not implicitly {@link millwright.InventoryChanged.verify|verify} messages.
         * @param message InventoryChanged message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.InventoryChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an InventoryChanged message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.InventoryChanged & millwright.InventoryChanged.$Shape} InventoryChanged
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.InventoryChanged & millwright.InventoryChanged.$Shape;

        /**
         * Creates an InventoryChanged message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns InventoryChanged
         */
        static fromObject(object: { [k: string]: any }): millwright.InventoryChanged;

        /**
         * Creates a plain object from an InventoryChanged message. Also converts values to other types if specified.
         * @param message InventoryChanged
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.InventoryChanged, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this InventoryChanged to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for InventoryChanged
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace InventoryChanged {

        /** Properties of an InventoryChanged. */
        interface $Properties {

            /** InventoryChanged inventoryJson */
            inventoryJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an InventoryChanged. */
        type $Shape = millwright.InventoryChanged.$Properties;
    }

    /**
     * Properties of a KernelEvents.
     * @deprecated Use millwright.KernelEvents.$Properties instead.
     */
    interface IKernelEvents extends millwright.KernelEvents.$Properties {
    }

    /** Represents a KernelEvents. */
    class KernelEvents {

        /**
         * Constructs a new KernelEvents.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.KernelEvents.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** KernelEvents events. */
        events: millwright.KernelEvent.$Properties[];

        /**
         * Creates a new KernelEvents instance using the specified properties.
         * @param [properties] Properties to set
         * @returns KernelEvents instance
         */
        static create(properties: millwright.KernelEvents.$Shape): millwright.KernelEvents & millwright.KernelEvents.$Shape;
        static create(properties?: millwright.KernelEvents.$Properties): millwright.KernelEvents;

        /**
         * Encodes the specified KernelEvents message. Does not implicitly {@link millwright.KernelEvents.verify|verify} messages.
         * @param message KernelEvents message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.KernelEvents.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a KernelEvents message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.KernelEvents & millwright.KernelEvents.$Shape} KernelEvents
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.KernelEvents & millwright.KernelEvents.$Shape;

        /**
         * Creates a KernelEvents message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns KernelEvents
         */
        static fromObject(object: { [k: string]: any }): millwright.KernelEvents;

        /**
         * Creates a plain object from a KernelEvents message. Also converts values to other types if specified.
         * @param message KernelEvents
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.KernelEvents, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this KernelEvents to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for KernelEvents
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace KernelEvents {

        /** Properties of a KernelEvents. */
        interface $Properties {

            /** KernelEvents events */
            events?: (millwright.KernelEvent.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a KernelEvents. */
        type $Shape = millwright.KernelEvents.$Properties;
    }

    /**
     * Properties of a KernelEvent.
     * @deprecated Use millwright.KernelEvent.$Properties instead.
     */
    interface IKernelEvent extends millwright.KernelEvent.$Properties {
    }

    /** Represents a KernelEvent. */
    class KernelEvent {

        /**
         * Constructs a new KernelEvent.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.KernelEvent.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** KernelEvent class. */
        class: string;

        /** KernelEvent code. */
        code: number;

        /** KernelEvent device. */
        device: string;

        /** KernelEvent uuid. */
        uuid: string;

        /** KernelEvent text. */
        text: string;

        /** KernelEvent hostMs. */
        hostMs: number;

        /** KernelEvent count. */
        count: number;

        /** KernelEvent details. */
        details: { [k: string]: string };

        /**
         * Creates a new KernelEvent instance using the specified properties.
         * @param [properties] Properties to set
         * @returns KernelEvent instance
         */
        static create(properties: millwright.KernelEvent.$Shape): millwright.KernelEvent & millwright.KernelEvent.$Shape;
        static create(properties?: millwright.KernelEvent.$Properties): millwright.KernelEvent;

        /**
         * Encodes the specified KernelEvent message. Does not implicitly {@link millwright.KernelEvent.verify|verify} messages.
         * @param message KernelEvent message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.KernelEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a KernelEvent message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.KernelEvent & millwright.KernelEvent.$Shape} KernelEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.KernelEvent & millwright.KernelEvent.$Shape;

        /**
         * Creates a KernelEvent message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns KernelEvent
         */
        static fromObject(object: { [k: string]: any }): millwright.KernelEvent;

        /**
         * Creates a plain object from a KernelEvent message. Also converts values to other types if specified.
         * @param message KernelEvent
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.KernelEvent, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this KernelEvent to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for KernelEvent
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace KernelEvent {

        /** Properties of a KernelEvent. */
        interface $Properties {

            /** KernelEvent class */
            "class"?: (string|null);

            /** KernelEvent code */
            code?: (number|null);

            /** KernelEvent device */
            device?: (string|null);

            /** KernelEvent uuid */
            uuid?: (string|null);

            /** KernelEvent text */
            text?: (string|null);

            /** KernelEvent hostMs */
            hostMs?: (number|null);

            /** KernelEvent count */
            count?: (number|null);

            /** KernelEvent details */
            details?: ({ [k: string]: string }|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a KernelEvent. */
        type $Shape = millwright.KernelEvent.$Properties;
    }

    /**
     * Properties of a SecretsAsked.
     * @deprecated Use millwright.SecretsAsked.$Properties instead.
     */
    interface ISecretsAsked extends millwright.SecretsAsked.$Properties {
    }

    /** Represents a SecretsAsked. */
    class SecretsAsked {

        /**
         * Constructs a new SecretsAsked.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.SecretsAsked.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SecretsAsked attempt. */
        attempt: string;

        /**
         * Creates a new SecretsAsked instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SecretsAsked instance
         */
        static create(properties: millwright.SecretsAsked.$Shape): millwright.SecretsAsked & millwright.SecretsAsked.$Shape;
        static create(properties?: millwright.SecretsAsked.$Properties): millwright.SecretsAsked;

        /**
         * Encodes the specified SecretsAsked message. Does not implicitly {@link millwright.SecretsAsked.verify|verify} messages.
         * @param message SecretsAsked message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.SecretsAsked.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SecretsAsked message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.SecretsAsked & millwright.SecretsAsked.$Shape} SecretsAsked
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.SecretsAsked & millwright.SecretsAsked.$Shape;

        /**
         * Creates a SecretsAsked message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SecretsAsked
         */
        static fromObject(object: { [k: string]: any }): millwright.SecretsAsked;

        /**
         * Creates a plain object from a SecretsAsked message. Also converts values to other types if specified.
         * @param message SecretsAsked
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.SecretsAsked, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SecretsAsked to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SecretsAsked
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SecretsAsked {

        /** Properties of a SecretsAsked. */
        interface $Properties {

            /** SecretsAsked attempt */
            attempt?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SecretsAsked. */
        type $Shape = millwright.SecretsAsked.$Properties;
    }

    /**
     * Properties of a Secrets.
     * @deprecated Use millwright.Secrets.$Properties instead.
     */
    interface ISecrets extends millwright.Secrets.$Properties {
    }

    /** Represents a Secrets. */
    class Secrets {

        /**
         * Constructs a new Secrets.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Secrets.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Secrets attempt. */
        attempt: string;

        /** Secrets values. */
        values: { [k: string]: Uint8Array };

        /** Secrets refused. */
        refused: string;

        /**
         * Creates a new Secrets instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Secrets instance
         */
        static create(properties: millwright.Secrets.$Shape): millwright.Secrets & millwright.Secrets.$Shape;
        static create(properties?: millwright.Secrets.$Properties): millwright.Secrets;

        /**
         * Encodes the specified Secrets message. Does not implicitly {@link millwright.Secrets.verify|verify} messages.
         * @param message Secrets message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Secrets.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Secrets message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Secrets & millwright.Secrets.$Shape} Secrets
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Secrets & millwright.Secrets.$Shape;

        /**
         * Creates a Secrets message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Secrets
         */
        static fromObject(object: { [k: string]: any }): millwright.Secrets;

        /**
         * Creates a plain object from a Secrets message. Also converts values to other types if specified.
         * @param message Secrets
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Secrets, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Secrets to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Secrets
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Secrets {

        /** Properties of a Secrets. */
        interface $Properties {

            /** Secrets attempt */
            attempt?: (string|null);

            /** Secrets values */
            values?: ({ [k: string]: Uint8Array }|null);

            /** Secrets refused */
            refused?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Secrets. */
        type $Shape = millwright.Secrets.$Properties;
    }

    /**
     * Properties of a CheckDone.
     * @deprecated Use millwright.CheckDone.$Properties instead.
     */
    interface ICheckDone extends millwright.CheckDone.$Properties {
    }

    /** Represents a CheckDone. */
    class CheckDone {

        /**
         * Constructs a new CheckDone.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.CheckDone.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CheckDone check. */
        check: string;

        /** CheckDone ok. */
        ok: boolean;

        /** CheckDone reportJson. */
        reportJson: string;

        /**
         * Creates a new CheckDone instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CheckDone instance
         */
        static create(properties: millwright.CheckDone.$Shape): millwright.CheckDone & millwright.CheckDone.$Shape;
        static create(properties?: millwright.CheckDone.$Properties): millwright.CheckDone;

        /**
         * Encodes the specified CheckDone message. Does not implicitly {@link millwright.CheckDone.verify|verify} messages.
         * @param message CheckDone message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.CheckDone.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CheckDone message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.CheckDone & millwright.CheckDone.$Shape} CheckDone
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.CheckDone & millwright.CheckDone.$Shape;

        /**
         * Creates a CheckDone message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CheckDone
         */
        static fromObject(object: { [k: string]: any }): millwright.CheckDone;

        /**
         * Creates a plain object from a CheckDone message. Also converts values to other types if specified.
         * @param message CheckDone
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.CheckDone, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CheckDone to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CheckDone
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CheckDone {

        /** Properties of a CheckDone. */
        interface $Properties {

            /** CheckDone check */
            check?: (string|null);

            /** CheckDone ok */
            ok?: (boolean|null);

            /** CheckDone reportJson */
            reportJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CheckDone. */
        type $Shape = millwright.CheckDone.$Properties;
    }

    /**
     * Properties of a CheckpointDone.
     * @deprecated Use millwright.CheckpointDone.$Properties instead.
     */
    interface ICheckpointDone extends millwright.CheckpointDone.$Properties {
    }

    /** Represents a CheckpointDone. */
    class CheckpointDone {

        /**
         * Constructs a new CheckpointDone.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.CheckpointDone.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CheckpointDone attempt. */
        attempt: string;

        /** CheckpointDone step. */
        step: number;

        /** CheckpointDone path. */
        path: string;

        /** CheckpointDone bytes. */
        bytes: number;

        /** CheckpointDone sha256. */
        sha256: string;

        /** CheckpointDone shared. */
        shared: boolean;

        /** CheckpointDone savedMs. */
        savedMs: number;

        /** CheckpointDone costMs. */
        costMs: number;

        /** CheckpointDone uid. */
        uid: number;

        /** CheckpointDone state. */
        state: string;

        /** CheckpointDone why. */
        why: string;

        /**
         * Creates a new CheckpointDone instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CheckpointDone instance
         */
        static create(properties: millwright.CheckpointDone.$Shape): millwright.CheckpointDone & millwright.CheckpointDone.$Shape;
        static create(properties?: millwright.CheckpointDone.$Properties): millwright.CheckpointDone;

        /**
         * Encodes the specified CheckpointDone message. Does not implicitly {@link millwright.CheckpointDone.verify|verify} messages.
         * @param message CheckpointDone message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.CheckpointDone.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CheckpointDone message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.CheckpointDone & millwright.CheckpointDone.$Shape} CheckpointDone
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.CheckpointDone & millwright.CheckpointDone.$Shape;

        /**
         * Creates a CheckpointDone message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CheckpointDone
         */
        static fromObject(object: { [k: string]: any }): millwright.CheckpointDone;

        /**
         * Creates a plain object from a CheckpointDone message. Also converts values to other types if specified.
         * @param message CheckpointDone
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.CheckpointDone, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CheckpointDone to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CheckpointDone
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CheckpointDone {

        /** Properties of a CheckpointDone. */
        interface $Properties {

            /** CheckpointDone attempt */
            attempt?: (string|null);

            /** CheckpointDone step */
            step?: (number|null);

            /** CheckpointDone path */
            path?: (string|null);

            /** CheckpointDone bytes */
            bytes?: (number|null);

            /** CheckpointDone sha256 */
            sha256?: (string|null);

            /** CheckpointDone shared */
            shared?: (boolean|null);

            /** CheckpointDone savedMs */
            savedMs?: (number|null);

            /** CheckpointDone costMs */
            costMs?: (number|null);

            /** CheckpointDone uid */
            uid?: (number|null);

            /** CheckpointDone state */
            state?: (string|null);

            /** CheckpointDone why */
            why?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CheckpointDone. */
        type $Shape = millwright.CheckpointDone.$Properties;
    }

    /**
     * Properties of a CheckpointsDeleted.
     * @deprecated Use millwright.CheckpointsDeleted.$Properties instead.
     */
    interface ICheckpointsDeleted extends millwright.CheckpointsDeleted.$Properties {
    }

    /** Represents a CheckpointsDeleted. */
    class CheckpointsDeleted {

        /**
         * Constructs a new CheckpointsDeleted.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.CheckpointsDeleted.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CheckpointsDeleted checkpoints. */
        checkpoints: millwright.DiscardedCheckpoint.$Properties[];

        /**
         * Creates a new CheckpointsDeleted instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CheckpointsDeleted instance
         */
        static create(properties: millwright.CheckpointsDeleted.$Shape): millwright.CheckpointsDeleted & millwright.CheckpointsDeleted.$Shape;
        static create(properties?: millwright.CheckpointsDeleted.$Properties): millwright.CheckpointsDeleted;

        /**
         * Encodes the specified CheckpointsDeleted message. Does not implicitly {@link millwright.CheckpointsDeleted.verify|verify} messages.
         * @param message CheckpointsDeleted message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.CheckpointsDeleted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CheckpointsDeleted message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.CheckpointsDeleted & millwright.CheckpointsDeleted.$Shape} CheckpointsDeleted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.CheckpointsDeleted & millwright.CheckpointsDeleted.$Shape;

        /**
         * Creates a CheckpointsDeleted message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns CheckpointsDeleted
         */
        static fromObject(object: { [k: string]: any }): millwright.CheckpointsDeleted;

        /**
         * Creates a plain object from a CheckpointsDeleted message. Also converts values to other types if specified.
         * @param message CheckpointsDeleted
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.CheckpointsDeleted, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this CheckpointsDeleted to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for CheckpointsDeleted
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace CheckpointsDeleted {

        /** Properties of a CheckpointsDeleted. */
        interface $Properties {

            /** CheckpointsDeleted checkpoints */
            checkpoints?: (millwright.DiscardedCheckpoint.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CheckpointsDeleted. */
        type $Shape = millwright.CheckpointsDeleted.$Properties;
    }

    /**
     * Properties of an AttemptStarted.
     * @deprecated Use millwright.AttemptStarted.$Properties instead.
     */
    interface IAttemptStarted extends millwright.AttemptStarted.$Properties {
    }

    /** Represents an AttemptStarted. */
    class AttemptStarted {

        /**
         * Constructs a new AttemptStarted.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AttemptStarted.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AttemptStarted attempt. */
        attempt: string;

        /** AttemptStarted pid. */
        pid: number;

        /**
         * Creates a new AttemptStarted instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AttemptStarted instance
         */
        static create(properties: millwright.AttemptStarted.$Shape): millwright.AttemptStarted & millwright.AttemptStarted.$Shape;
        static create(properties?: millwright.AttemptStarted.$Properties): millwright.AttemptStarted;

        /**
         * Encodes the specified AttemptStarted message. Does not implicitly {@link millwright.AttemptStarted.verify|verify} messages.
         * @param message AttemptStarted message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AttemptStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AttemptStarted message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AttemptStarted & millwright.AttemptStarted.$Shape} AttemptStarted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AttemptStarted & millwright.AttemptStarted.$Shape;

        /**
         * Creates an AttemptStarted message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AttemptStarted
         */
        static fromObject(object: { [k: string]: any }): millwright.AttemptStarted;

        /**
         * Creates a plain object from an AttemptStarted message. Also converts values to other types if specified.
         * @param message AttemptStarted
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AttemptStarted, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AttemptStarted to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AttemptStarted
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AttemptStarted {

        /** Properties of an AttemptStarted. */
        interface $Properties {

            /** AttemptStarted attempt */
            attempt?: (string|null);

            /** AttemptStarted pid */
            pid?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AttemptStarted. */
        type $Shape = millwright.AttemptStarted.$Properties;
    }

    /**
     * Properties of an AttemptEnded.
     * @deprecated Use millwright.AttemptEnded.$Properties instead.
     */
    interface IAttemptEnded extends millwright.AttemptEnded.$Properties {
    }

    /** Represents an AttemptEnded. */
    class AttemptEnded {

        /**
         * Constructs a new AttemptEnded.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.AttemptEnded.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** AttemptEnded attempt. */
        attempt: string;

        /** AttemptEnded exitJson. */
        exitJson: string;

        /**
         * Creates a new AttemptEnded instance using the specified properties.
         * @param [properties] Properties to set
         * @returns AttemptEnded instance
         */
        static create(properties: millwright.AttemptEnded.$Shape): millwright.AttemptEnded & millwright.AttemptEnded.$Shape;
        static create(properties?: millwright.AttemptEnded.$Properties): millwright.AttemptEnded;

        /**
         * Encodes the specified AttemptEnded message. Does not implicitly {@link millwright.AttemptEnded.verify|verify} messages.
         * @param message AttemptEnded message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.AttemptEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an AttemptEnded message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.AttemptEnded & millwright.AttemptEnded.$Shape} AttemptEnded
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.AttemptEnded & millwright.AttemptEnded.$Shape;

        /**
         * Creates an AttemptEnded message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns AttemptEnded
         */
        static fromObject(object: { [k: string]: any }): millwright.AttemptEnded;

        /**
         * Creates a plain object from an AttemptEnded message. Also converts values to other types if specified.
         * @param message AttemptEnded
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.AttemptEnded, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this AttemptEnded to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for AttemptEnded
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace AttemptEnded {

        /** Properties of an AttemptEnded. */
        interface $Properties {

            /** AttemptEnded attempt */
            attempt?: (string|null);

            /** AttemptEnded exitJson */
            exitJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an AttemptEnded. */
        type $Shape = millwright.AttemptEnded.$Properties;
    }

    /**
     * Properties of a ShardResults.
     * @deprecated Use millwright.ShardResults.$Properties instead.
     */
    interface IShardResults extends millwright.ShardResults.$Properties {
    }

    /** Represents a ShardResults. */
    class ShardResults {

        /**
         * Constructs a new ShardResults.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ShardResults.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ShardResults attempt. */
        attempt: string;

        /** ShardResults results. */
        results: millwright.ShardResult.$Properties[];

        /**
         * Creates a new ShardResults instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ShardResults instance
         */
        static create(properties: millwright.ShardResults.$Shape): millwright.ShardResults & millwright.ShardResults.$Shape;
        static create(properties?: millwright.ShardResults.$Properties): millwright.ShardResults;

        /**
         * Encodes the specified ShardResults message. Does not implicitly {@link millwright.ShardResults.verify|verify} messages.
         * @param message ShardResults message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ShardResults.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ShardResults message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ShardResults & millwright.ShardResults.$Shape} ShardResults
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ShardResults & millwright.ShardResults.$Shape;

        /**
         * Creates a ShardResults message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ShardResults
         */
        static fromObject(object: { [k: string]: any }): millwright.ShardResults;

        /**
         * Creates a plain object from a ShardResults message. Also converts values to other types if specified.
         * @param message ShardResults
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ShardResults, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ShardResults to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ShardResults
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ShardResults {

        /** Properties of a ShardResults. */
        interface $Properties {

            /** ShardResults attempt */
            attempt?: (string|null);

            /** ShardResults results */
            results?: (millwright.ShardResult.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ShardResults. */
        type $Shape = millwright.ShardResults.$Properties;
    }

    /**
     * Properties of a ShardResult.
     * @deprecated Use millwright.ShardResult.$Properties instead.
     */
    interface IShardResult extends millwright.ShardResult.$Properties {
    }

    /** Represents a ShardResult. */
    class ShardResult {

        /**
         * Constructs a new ShardResult.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ShardResult.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ShardResult shard. */
        shard: number;

        /** ShardResult ok. */
        ok: boolean;

        /** ShardResult outputJson. */
        outputJson: string;

        /** ShardResult error. */
        error: string;

        /** ShardResult retry. */
        retry: boolean;

        /** ShardResult tookMs. */
        tookMs: number;

        /**
         * Creates a new ShardResult instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ShardResult instance
         */
        static create(properties: millwright.ShardResult.$Shape): millwright.ShardResult & millwright.ShardResult.$Shape;
        static create(properties?: millwright.ShardResult.$Properties): millwright.ShardResult;

        /**
         * Encodes the specified ShardResult message. Does not implicitly {@link millwright.ShardResult.verify|verify} messages.
         * @param message ShardResult message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ShardResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ShardResult message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ShardResult & millwright.ShardResult.$Shape} ShardResult
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ShardResult & millwright.ShardResult.$Shape;

        /**
         * Creates a ShardResult message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ShardResult
         */
        static fromObject(object: { [k: string]: any }): millwright.ShardResult;

        /**
         * Creates a plain object from a ShardResult message. Also converts values to other types if specified.
         * @param message ShardResult
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ShardResult, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ShardResult to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ShardResult
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ShardResult {

        /** Properties of a ShardResult. */
        interface $Properties {

            /** ShardResult shard */
            shard?: (number|null);

            /** ShardResult ok */
            ok?: (boolean|null);

            /** ShardResult outputJson */
            outputJson?: (string|null);

            /** ShardResult error */
            error?: (string|null);

            /** ShardResult retry */
            retry?: (boolean|null);

            /** ShardResult tookMs */
            tookMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ShardResult. */
        type $Shape = millwright.ShardResult.$Properties;
    }

    /**
     * Properties of a ReplicaState.
     * @deprecated Use millwright.ReplicaState.$Properties instead.
     */
    interface IReplicaState extends millwright.ReplicaState.$Properties {
    }

    /** Represents a ReplicaState. */
    class ReplicaState {

        /**
         * Constructs a new ReplicaState.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ReplicaState.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ReplicaState attempt. */
        attempt: string;

        /** ReplicaState ready. */
        ready: boolean;

        /** ReplicaState reason. */
        reason: string;

        /**
         * Creates a new ReplicaState instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ReplicaState instance
         */
        static create(properties: millwright.ReplicaState.$Shape): millwright.ReplicaState & millwright.ReplicaState.$Shape;
        static create(properties?: millwright.ReplicaState.$Properties): millwright.ReplicaState;

        /**
         * Encodes the specified ReplicaState message. Does not implicitly {@link millwright.ReplicaState.verify|verify} messages.
         * @param message ReplicaState message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ReplicaState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReplicaState message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ReplicaState & millwright.ReplicaState.$Shape} ReplicaState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ReplicaState & millwright.ReplicaState.$Shape;

        /**
         * Creates a ReplicaState message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ReplicaState
         */
        static fromObject(object: { [k: string]: any }): millwright.ReplicaState;

        /**
         * Creates a plain object from a ReplicaState message. Also converts values to other types if specified.
         * @param message ReplicaState
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ReplicaState, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ReplicaState to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ReplicaState
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ReplicaState {

        /** Properties of a ReplicaState. */
        interface $Properties {

            /** ReplicaState attempt */
            attempt?: (string|null);

            /** ReplicaState ready */
            ready?: (boolean|null);

            /** ReplicaState reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ReplicaState. */
        type $Shape = millwright.ReplicaState.$Properties;
    }

    /**
     * Properties of a SpoolReset.
     * @deprecated Use millwright.SpoolReset.$Properties instead.
     */
    interface ISpoolReset extends millwright.SpoolReset.$Properties {
    }

    /** Represents a SpoolReset. */
    class SpoolReset {

        /**
         * Constructs a new SpoolReset.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.SpoolReset.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SpoolReset reason. */
        reason: string;

        /**
         * Creates a new SpoolReset instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SpoolReset instance
         */
        static create(properties: millwright.SpoolReset.$Shape): millwright.SpoolReset & millwright.SpoolReset.$Shape;
        static create(properties?: millwright.SpoolReset.$Properties): millwright.SpoolReset;

        /**
         * Encodes the specified SpoolReset message. Does not implicitly {@link millwright.SpoolReset.verify|verify} messages.
         * @param message SpoolReset message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.SpoolReset.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SpoolReset message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.SpoolReset & millwright.SpoolReset.$Shape} SpoolReset
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.SpoolReset & millwright.SpoolReset.$Shape;

        /**
         * Creates a SpoolReset message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SpoolReset
         */
        static fromObject(object: { [k: string]: any }): millwright.SpoolReset;

        /**
         * Creates a plain object from a SpoolReset message. Also converts values to other types if specified.
         * @param message SpoolReset
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.SpoolReset, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SpoolReset to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SpoolReset
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SpoolReset {

        /** Properties of a SpoolReset. */
        interface $Properties {

            /** SpoolReset reason */
            reason?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SpoolReset. */
        type $Shape = millwright.SpoolReset.$Properties;
    }

    /**
     * Properties of a FactsAck.
     * @deprecated Use millwright.FactsAck.$Properties instead.
     */
    interface IFactsAck extends millwright.FactsAck.$Properties {
    }

    /** Represents a FactsAck. */
    class FactsAck {

        /**
         * Constructs a new FactsAck.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.FactsAck.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FactsAck spool. */
        spool: string;

        /** FactsAck lastFact. */
        lastFact: number;

        /**
         * Creates a new FactsAck instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FactsAck instance
         */
        static create(properties: millwright.FactsAck.$Shape): millwright.FactsAck & millwright.FactsAck.$Shape;
        static create(properties?: millwright.FactsAck.$Properties): millwright.FactsAck;

        /**
         * Encodes the specified FactsAck message. Does not implicitly {@link millwright.FactsAck.verify|verify} messages.
         * @param message FactsAck message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.FactsAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FactsAck message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.FactsAck & millwright.FactsAck.$Shape} FactsAck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.FactsAck & millwright.FactsAck.$Shape;

        /**
         * Creates a FactsAck message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns FactsAck
         */
        static fromObject(object: { [k: string]: any }): millwright.FactsAck;

        /**
         * Creates a plain object from a FactsAck message. Also converts values to other types if specified.
         * @param message FactsAck
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.FactsAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this FactsAck to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for FactsAck
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace FactsAck {

        /** Properties of a FactsAck. */
        interface $Properties {

            /** FactsAck spool */
            spool?: (string|null);

            /** FactsAck lastFact */
            lastFact?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FactsAck. */
        type $Shape = millwright.FactsAck.$Properties;
    }

    /**
     * Properties of a Digest.
     * @deprecated Use millwright.Digest.$Properties instead.
     */
    interface IDigest extends millwright.Digest.$Properties {
    }

    /** Represents a Digest. */
    class Digest {

        /**
         * Constructs a new Digest.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Digest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Digest progress. */
        progress: millwright.ShardProgress.$Properties[];

        /** Digest running. */
        running: string[];

        /** Digest number. */
        number: number;

        /** Digest steps. */
        steps: millwright.StepReport.$Properties[];

        /**
         * Creates a new Digest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Digest instance
         */
        static create(properties: millwright.Digest.$Shape): millwright.Digest & millwright.Digest.$Shape;
        static create(properties?: millwright.Digest.$Properties): millwright.Digest;

        /**
         * Encodes the specified Digest message. Does not implicitly {@link millwright.Digest.verify|verify} messages.
         * @param message Digest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Digest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Digest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Digest & millwright.Digest.$Shape} Digest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Digest & millwright.Digest.$Shape;

        /**
         * Creates a Digest message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Digest
         */
        static fromObject(object: { [k: string]: any }): millwright.Digest;

        /**
         * Creates a plain object from a Digest message. Also converts values to other types if specified.
         * @param message Digest
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Digest, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Digest to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Digest
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Digest {

        /** Properties of a Digest. */
        interface $Properties {

            /** Digest progress */
            progress?: (millwright.ShardProgress.$Properties[]|null);

            /** Digest running */
            running?: (string[]|null);

            /** Digest number */
            number?: (number|null);

            /** Digest steps */
            steps?: (millwright.StepReport.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Digest. */
        type $Shape = millwright.Digest.$Properties;
    }

    /**
     * Properties of a StepReport.
     * @deprecated Use millwright.StepReport.$Properties instead.
     */
    interface IStepReport extends millwright.StepReport.$Properties {
    }

    /** Represents a StepReport. */
    class StepReport {

        /**
         * Constructs a new StepReport.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.StepReport.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepReport attempt. */
        attempt: string;

        /** StepReport step. */
        step: number;

        /** StepReport ageMs. */
        ageMs: number;

        /** StepReport rank. */
        rank: number;

        /** StepReport stepMs. */
        stepMs: number;

        /** StepReport computeMs. */
        computeMs: number;

        /** StepReport steps. */
        steps: number;

        /** StepReport computeMaxMs. */
        computeMaxMs: number;

        /** StepReport work. */
        work: number;

        /** StepReport sections. */
        sections: millwright.StepSection.$Properties[];

        /** StepReport stepMaxMs. */
        stepMaxMs: number;

        /** StepReport share. */
        share: number;

        /** StepReport firstAgeMs. */
        firstAgeMs: number;

        /** StepReport restoredAgeMs. */
        restoredAgeMs: number;

        /**
         * Creates a new StepReport instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StepReport instance
         */
        static create(properties: millwright.StepReport.$Shape): millwright.StepReport & millwright.StepReport.$Shape;
        static create(properties?: millwright.StepReport.$Properties): millwright.StepReport;

        /**
         * Encodes the specified StepReport message. Does not implicitly {@link millwright.StepReport.verify|verify} messages.
         * @param message StepReport message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.StepReport.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepReport message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.StepReport & millwright.StepReport.$Shape} StepReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.StepReport & millwright.StepReport.$Shape;

        /**
         * Creates a StepReport message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns StepReport
         */
        static fromObject(object: { [k: string]: any }): millwright.StepReport;

        /**
         * Creates a plain object from a StepReport message. Also converts values to other types if specified.
         * @param message StepReport
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.StepReport, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this StepReport to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for StepReport
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace StepReport {

        /** Properties of a StepReport. */
        interface $Properties {

            /** StepReport attempt */
            attempt?: (string|null);

            /** StepReport step */
            step?: (number|null);

            /** StepReport ageMs */
            ageMs?: (number|null);

            /** StepReport rank */
            rank?: (number|null);

            /** StepReport stepMs */
            stepMs?: (number|null);

            /** StepReport computeMs */
            computeMs?: (number|null);

            /** StepReport steps */
            steps?: (number|null);

            /** StepReport computeMaxMs */
            computeMaxMs?: (number|null);

            /** StepReport work */
            work?: (number|null);

            /** StepReport sections */
            sections?: (millwright.StepSection.$Properties[]|null);

            /** StepReport stepMaxMs */
            stepMaxMs?: (number|null);

            /** StepReport share */
            share?: (number|null);

            /** StepReport firstAgeMs */
            firstAgeMs?: (number|null);

            /** StepReport restoredAgeMs */
            restoredAgeMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepReport. */
        type $Shape = millwright.StepReport.$Properties;
    }

    /**
     * Properties of a StepSection.
     * @deprecated Use millwright.StepSection.$Properties instead.
     */
    interface IStepSection extends millwright.StepSection.$Properties {
    }

    /** Represents a StepSection. */
    class StepSection {

        /**
         * Constructs a new StepSection.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.StepSection.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** StepSection name. */
        name: string;

        /** StepSection ms. */
        ms: number;

        /**
         * Creates a new StepSection instance using the specified properties.
         * @param [properties] Properties to set
         * @returns StepSection instance
         */
        static create(properties: millwright.StepSection.$Shape): millwright.StepSection & millwright.StepSection.$Shape;
        static create(properties?: millwright.StepSection.$Properties): millwright.StepSection;

        /**
         * Encodes the specified StepSection message. Does not implicitly {@link millwright.StepSection.verify|verify} messages.
         * @param message StepSection message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.StepSection.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a StepSection message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.StepSection & millwright.StepSection.$Shape} StepSection
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.StepSection & millwright.StepSection.$Shape;

        /**
         * Creates a StepSection message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns StepSection
         */
        static fromObject(object: { [k: string]: any }): millwright.StepSection;

        /**
         * Creates a plain object from a StepSection message. Also converts values to other types if specified.
         * @param message StepSection
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.StepSection, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this StepSection to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for StepSection
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace StepSection {

        /** Properties of a StepSection. */
        interface $Properties {

            /** StepSection name */
            name?: (string|null);

            /** StepSection ms */
            ms?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a StepSection. */
        type $Shape = millwright.StepSection.$Properties;
    }

    /**
     * Properties of a Heard.
     * @deprecated Use millwright.Heard.$Properties instead.
     */
    interface IHeard extends millwright.Heard.$Properties {
    }

    /** Represents a Heard. */
    class Heard {

        /**
         * Constructs a new Heard.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Heard.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Heard number. */
        number: number;

        /**
         * Creates a new Heard instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Heard instance
         */
        static create(properties: millwright.Heard.$Shape): millwright.Heard & millwright.Heard.$Shape;
        static create(properties?: millwright.Heard.$Properties): millwright.Heard;

        /**
         * Encodes the specified Heard message. Does not implicitly {@link millwright.Heard.verify|verify} messages.
         * @param message Heard message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Heard.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Heard message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Heard & millwright.Heard.$Shape} Heard
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Heard & millwright.Heard.$Shape;

        /**
         * Creates a Heard message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Heard
         */
        static fromObject(object: { [k: string]: any }): millwright.Heard;

        /**
         * Creates a plain object from a Heard message. Also converts values to other types if specified.
         * @param message Heard
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Heard, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Heard to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Heard
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Heard {

        /** Properties of a Heard. */
        interface $Properties {

            /** Heard number */
            number?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Heard. */
        type $Shape = millwright.Heard.$Properties;
    }

    /**
     * Properties of a ShardProgress.
     * @deprecated Use millwright.ShardProgress.$Properties instead.
     */
    interface IShardProgress extends millwright.ShardProgress.$Properties {
    }

    /** Represents a ShardProgress. */
    class ShardProgress {

        /**
         * Constructs a new ShardProgress.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.ShardProgress.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ShardProgress attempt. */
        attempt: string;

        /** ShardProgress shard. */
        shard: number;

        /** ShardProgress fraction. */
        fraction: number;

        /**
         * Creates a new ShardProgress instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ShardProgress instance
         */
        static create(properties: millwright.ShardProgress.$Shape): millwright.ShardProgress & millwright.ShardProgress.$Shape;
        static create(properties?: millwright.ShardProgress.$Properties): millwright.ShardProgress;

        /**
         * Encodes the specified ShardProgress message. Does not implicitly {@link millwright.ShardProgress.verify|verify} messages.
         * @param message ShardProgress message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.ShardProgress.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ShardProgress message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.ShardProgress & millwright.ShardProgress.$Shape} ShardProgress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.ShardProgress & millwright.ShardProgress.$Shape;

        /**
         * Creates a ShardProgress message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns ShardProgress
         */
        static fromObject(object: { [k: string]: any }): millwright.ShardProgress;

        /**
         * Creates a plain object from a ShardProgress message. Also converts values to other types if specified.
         * @param message ShardProgress
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.ShardProgress, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this ShardProgress to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for ShardProgress
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace ShardProgress {

        /** Properties of a ShardProgress. */
        interface $Properties {

            /** ShardProgress attempt */
            attempt?: (string|null);

            /** ShardProgress shard */
            shard?: (number|null);

            /** ShardProgress fraction */
            fraction?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ShardProgress. */
        type $Shape = millwright.ShardProgress.$Properties;
    }

    /**
     * Properties of a Desired.
     * @deprecated Use millwright.Desired.$Properties instead.
     */
    interface IDesired extends millwright.Desired.$Properties {
    }

    /** Represents a Desired. */
    class Desired {

        /**
         * Constructs a new Desired.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Desired.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Desired incarnation. */
        incarnation: number;

        /** Desired generation. */
        generation: number;

        /** Desired attempts. */
        attempts: millwright.DesiredAttempt.$Properties[];

        /** Desired forget. */
        forget: string[];

        /** Desired checks. */
        checks: millwright.DesiredCheck.$Properties[];

        /** Desired releaseGpus. */
        releaseGpus: boolean;

        /** Desired discards. */
        discards: millwright.DiscardedCheckpoint.$Properties[];

        /** Desired intervals. */
        intervals: millwright.SaveInterval.$Properties[];

        /** Desired shares. */
        shares: millwright.WorkShare.$Properties[];

        /**
         * Creates a new Desired instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Desired instance
         */
        static create(properties: millwright.Desired.$Shape): millwright.Desired & millwright.Desired.$Shape;
        static create(properties?: millwright.Desired.$Properties): millwright.Desired;

        /**
         * Encodes the specified Desired message. Does not implicitly {@link millwright.Desired.verify|verify} messages.
         * @param message Desired message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Desired.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Desired message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Desired & millwright.Desired.$Shape} Desired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Desired & millwright.Desired.$Shape;

        /**
         * Creates a Desired message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Desired
         */
        static fromObject(object: { [k: string]: any }): millwright.Desired;

        /**
         * Creates a plain object from a Desired message. Also converts values to other types if specified.
         * @param message Desired
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Desired, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Desired to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Desired
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Desired {

        /** Properties of a Desired. */
        interface $Properties {

            /** Desired incarnation */
            incarnation?: (number|null);

            /** Desired generation */
            generation?: (number|null);

            /** Desired attempts */
            attempts?: (millwright.DesiredAttempt.$Properties[]|null);

            /** Desired forget */
            forget?: (string[]|null);

            /** Desired checks */
            checks?: (millwright.DesiredCheck.$Properties[]|null);

            /** Desired releaseGpus */
            releaseGpus?: (boolean|null);

            /** Desired discards */
            discards?: (millwright.DiscardedCheckpoint.$Properties[]|null);

            /** Desired intervals */
            intervals?: (millwright.SaveInterval.$Properties[]|null);

            /** Desired shares */
            shares?: (millwright.WorkShare.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Desired. */
        type $Shape = millwright.Desired.$Properties;
    }

    /**
     * Properties of a DiscardedCheckpoint.
     * @deprecated Use millwright.DiscardedCheckpoint.$Properties instead.
     */
    interface IDiscardedCheckpoint extends millwright.DiscardedCheckpoint.$Properties {
    }

    /** Represents a DiscardedCheckpoint. */
    class DiscardedCheckpoint {

        /**
         * Constructs a new DiscardedCheckpoint.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.DiscardedCheckpoint.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DiscardedCheckpoint job. */
        job: string;

        /** DiscardedCheckpoint step. */
        step: number;

        /** DiscardedCheckpoint path. */
        path: string;

        /** DiscardedCheckpoint uid. */
        uid: number;

        /**
         * Creates a new DiscardedCheckpoint instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DiscardedCheckpoint instance
         */
        static create(properties: millwright.DiscardedCheckpoint.$Shape): millwright.DiscardedCheckpoint & millwright.DiscardedCheckpoint.$Shape;
        static create(properties?: millwright.DiscardedCheckpoint.$Properties): millwright.DiscardedCheckpoint;

        /**
         * Encodes the specified DiscardedCheckpoint message. Does not implicitly {@link millwright.DiscardedCheckpoint.verify|verify} messages.
         * @param message DiscardedCheckpoint message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.DiscardedCheckpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DiscardedCheckpoint message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.DiscardedCheckpoint & millwright.DiscardedCheckpoint.$Shape} DiscardedCheckpoint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.DiscardedCheckpoint & millwright.DiscardedCheckpoint.$Shape;

        /**
         * Creates a DiscardedCheckpoint message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DiscardedCheckpoint
         */
        static fromObject(object: { [k: string]: any }): millwright.DiscardedCheckpoint;

        /**
         * Creates a plain object from a DiscardedCheckpoint message. Also converts values to other types if specified.
         * @param message DiscardedCheckpoint
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.DiscardedCheckpoint, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DiscardedCheckpoint to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DiscardedCheckpoint
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DiscardedCheckpoint {

        /** Properties of a DiscardedCheckpoint. */
        interface $Properties {

            /** DiscardedCheckpoint job */
            job?: (string|null);

            /** DiscardedCheckpoint step */
            step?: (number|null);

            /** DiscardedCheckpoint path */
            path?: (string|null);

            /** DiscardedCheckpoint uid */
            uid?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DiscardedCheckpoint. */
        type $Shape = millwright.DiscardedCheckpoint.$Properties;
    }

    /**
     * Properties of a SaveInterval.
     * @deprecated Use millwright.SaveInterval.$Properties instead.
     */
    interface ISaveInterval extends millwright.SaveInterval.$Properties {
    }

    /** Represents a SaveInterval. */
    class SaveInterval {

        /**
         * Constructs a new SaveInterval.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.SaveInterval.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SaveInterval attempt. */
        attempt: string;

        /** SaveInterval intervalMs. */
        intervalMs: number;

        /**
         * Creates a new SaveInterval instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SaveInterval instance
         */
        static create(properties: millwright.SaveInterval.$Shape): millwright.SaveInterval & millwright.SaveInterval.$Shape;
        static create(properties?: millwright.SaveInterval.$Properties): millwright.SaveInterval;

        /**
         * Encodes the specified SaveInterval message. Does not implicitly {@link millwright.SaveInterval.verify|verify} messages.
         * @param message SaveInterval message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.SaveInterval.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SaveInterval message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.SaveInterval & millwright.SaveInterval.$Shape} SaveInterval
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.SaveInterval & millwright.SaveInterval.$Shape;

        /**
         * Creates a SaveInterval message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SaveInterval
         */
        static fromObject(object: { [k: string]: any }): millwright.SaveInterval;

        /**
         * Creates a plain object from a SaveInterval message. Also converts values to other types if specified.
         * @param message SaveInterval
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.SaveInterval, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SaveInterval to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SaveInterval
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SaveInterval {

        /** Properties of a SaveInterval. */
        interface $Properties {

            /** SaveInterval attempt */
            attempt?: (string|null);

            /** SaveInterval intervalMs */
            intervalMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SaveInterval. */
        type $Shape = millwright.SaveInterval.$Properties;
    }

    /**
     * Properties of a WorkShare.
     * @deprecated Use millwright.WorkShare.$Properties instead.
     */
    interface IWorkShare extends millwright.WorkShare.$Properties {
    }

    /** Represents a WorkShare. */
    class WorkShare {

        /**
         * Constructs a new WorkShare.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.WorkShare.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** WorkShare attempt. */
        attempt: string;

        /** WorkShare rank. */
        rank: number;

        /** WorkShare share. */
        share: number;

        /**
         * Creates a new WorkShare instance using the specified properties.
         * @param [properties] Properties to set
         * @returns WorkShare instance
         */
        static create(properties: millwright.WorkShare.$Shape): millwright.WorkShare & millwright.WorkShare.$Shape;
        static create(properties?: millwright.WorkShare.$Properties): millwright.WorkShare;

        /**
         * Encodes the specified WorkShare message. Does not implicitly {@link millwright.WorkShare.verify|verify} messages.
         * @param message WorkShare message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.WorkShare.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a WorkShare message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.WorkShare & millwright.WorkShare.$Shape} WorkShare
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.WorkShare & millwright.WorkShare.$Shape;

        /**
         * Creates a WorkShare message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns WorkShare
         */
        static fromObject(object: { [k: string]: any }): millwright.WorkShare;

        /**
         * Creates a plain object from a WorkShare message. Also converts values to other types if specified.
         * @param message WorkShare
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.WorkShare, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this WorkShare to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for WorkShare
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace WorkShare {

        /** Properties of a WorkShare. */
        interface $Properties {

            /** WorkShare attempt */
            attempt?: (string|null);

            /** WorkShare rank */
            rank?: (number|null);

            /** WorkShare share */
            share?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a WorkShare. */
        type $Shape = millwright.WorkShare.$Properties;
    }

    /**
     * Properties of a DesiredCheck.
     * @deprecated Use millwright.DesiredCheck.$Properties instead.
     */
    interface IDesiredCheck extends millwright.DesiredCheck.$Properties {
    }

    /** Represents a DesiredCheck. */
    class DesiredCheck {

        /**
         * Constructs a new DesiredCheck.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.DesiredCheck.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DesiredCheck check. */
        check: string;

        /** DesiredCheck gpus. */
        gpus: string[];

        /** DesiredCheck deadlineMs. */
        deadlineMs: number;

        /**
         * Creates a new DesiredCheck instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DesiredCheck instance
         */
        static create(properties: millwright.DesiredCheck.$Shape): millwright.DesiredCheck & millwright.DesiredCheck.$Shape;
        static create(properties?: millwright.DesiredCheck.$Properties): millwright.DesiredCheck;

        /**
         * Encodes the specified DesiredCheck message. Does not implicitly {@link millwright.DesiredCheck.verify|verify} messages.
         * @param message DesiredCheck message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.DesiredCheck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DesiredCheck message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.DesiredCheck & millwright.DesiredCheck.$Shape} DesiredCheck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.DesiredCheck & millwright.DesiredCheck.$Shape;

        /**
         * Creates a DesiredCheck message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DesiredCheck
         */
        static fromObject(object: { [k: string]: any }): millwright.DesiredCheck;

        /**
         * Creates a plain object from a DesiredCheck message. Also converts values to other types if specified.
         * @param message DesiredCheck
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.DesiredCheck, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DesiredCheck to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DesiredCheck
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DesiredCheck {

        /** Properties of a DesiredCheck. */
        interface $Properties {

            /** DesiredCheck check */
            check?: (string|null);

            /** DesiredCheck gpus */
            gpus?: (string[]|null);

            /** DesiredCheck deadlineMs */
            deadlineMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DesiredCheck. */
        type $Shape = millwright.DesiredCheck.$Properties;
    }

    /**
     * Properties of a DesiredAttempt.
     * @deprecated Use millwright.DesiredAttempt.$Properties instead.
     */
    interface IDesiredAttempt extends millwright.DesiredAttempt.$Properties {
    }

    /** Represents a DesiredAttempt. */
    class DesiredAttempt {

        /**
         * Constructs a new DesiredAttempt.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.DesiredAttempt.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** DesiredAttempt attempt. */
        attempt: string;

        /** DesiredAttempt action. */
        action: string;

        /** DesiredAttempt specJson. */
        specJson: string;

        /** DesiredAttempt reason. */
        reason: string;

        /** DesiredAttempt graceMs. */
        graceMs: number;

        /** DesiredAttempt leases. */
        leases: millwright.Lease.$Properties[];

        /**
         * Creates a new DesiredAttempt instance using the specified properties.
         * @param [properties] Properties to set
         * @returns DesiredAttempt instance
         */
        static create(properties: millwright.DesiredAttempt.$Shape): millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape;
        static create(properties?: millwright.DesiredAttempt.$Properties): millwright.DesiredAttempt;

        /**
         * Encodes the specified DesiredAttempt message. Does not implicitly {@link millwright.DesiredAttempt.verify|verify} messages.
         * @param message DesiredAttempt message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.DesiredAttempt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a DesiredAttempt message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape} DesiredAttempt
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape;

        /**
         * Creates a DesiredAttempt message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns DesiredAttempt
         */
        static fromObject(object: { [k: string]: any }): millwright.DesiredAttempt;

        /**
         * Creates a plain object from a DesiredAttempt message. Also converts values to other types if specified.
         * @param message DesiredAttempt
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.DesiredAttempt, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this DesiredAttempt to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for DesiredAttempt
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace DesiredAttempt {

        /** Properties of a DesiredAttempt. */
        interface $Properties {

            /** DesiredAttempt attempt */
            attempt?: (string|null);

            /** DesiredAttempt action */
            action?: (string|null);

            /** DesiredAttempt specJson */
            specJson?: (string|null);

            /** DesiredAttempt reason */
            reason?: (string|null);

            /** DesiredAttempt graceMs */
            graceMs?: (number|null);

            /** DesiredAttempt leases */
            leases?: (millwright.Lease.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a DesiredAttempt. */
        type $Shape = millwright.DesiredAttempt.$Properties;
    }

    /**
     * Properties of a LeaseRequest.
     * @deprecated Use millwright.LeaseRequest.$Properties instead.
     */
    interface ILeaseRequest extends millwright.LeaseRequest.$Properties {
    }

    /** Represents a LeaseRequest. */
    class LeaseRequest {

        /**
         * Constructs a new LeaseRequest.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.LeaseRequest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LeaseRequest attempt. */
        attempt: string;

        /** LeaseRequest want. */
        want: number;

        /** LeaseRequest holding. */
        holding: number[];

        /** LeaseRequest whole. */
        whole: boolean;

        /**
         * Creates a new LeaseRequest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LeaseRequest instance
         */
        static create(properties: millwright.LeaseRequest.$Shape): millwright.LeaseRequest & millwright.LeaseRequest.$Shape;
        static create(properties?: millwright.LeaseRequest.$Properties): millwright.LeaseRequest;

        /**
         * Encodes the specified LeaseRequest message. Does not implicitly {@link millwright.LeaseRequest.verify|verify} messages.
         * @param message LeaseRequest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.LeaseRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LeaseRequest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.LeaseRequest & millwright.LeaseRequest.$Shape} LeaseRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.LeaseRequest & millwright.LeaseRequest.$Shape;

        /**
         * Creates a LeaseRequest message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns LeaseRequest
         */
        static fromObject(object: { [k: string]: any }): millwright.LeaseRequest;

        /**
         * Creates a plain object from a LeaseRequest message. Also converts values to other types if specified.
         * @param message LeaseRequest
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.LeaseRequest, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this LeaseRequest to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for LeaseRequest
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace LeaseRequest {

        /** Properties of a LeaseRequest. */
        interface $Properties {

            /** LeaseRequest attempt */
            attempt?: (string|null);

            /** LeaseRequest want */
            want?: (number|null);

            /** LeaseRequest holding */
            holding?: (number[]|null);

            /** LeaseRequest whole */
            whole?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LeaseRequest. */
        type $Shape = millwright.LeaseRequest.$Properties;
    }

    /**
     * Properties of a Leases.
     * @deprecated Use millwright.Leases.$Properties instead.
     */
    interface ILeases extends millwright.Leases.$Properties {
    }

    /** Represents a Leases. */
    class Leases {

        /**
         * Constructs a new Leases.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Leases.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Leases attempt. */
        attempt: string;

        /** Leases leases. */
        leases: millwright.Lease.$Properties[];

        /** Leases revoked. */
        revoked: number[];

        /** Leases finish. */
        finish: boolean;

        /** Leases inputsJson. */
        inputsJson: string;

        /**
         * Creates a new Leases instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Leases instance
         */
        static create(properties: millwright.Leases.$Shape): millwright.Leases & millwright.Leases.$Shape;
        static create(properties?: millwright.Leases.$Properties): millwright.Leases;

        /**
         * Encodes the specified Leases message. Does not implicitly {@link millwright.Leases.verify|verify} messages.
         * @param message Leases message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Leases.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Leases message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Leases & millwright.Leases.$Shape} Leases
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Leases & millwright.Leases.$Shape;

        /**
         * Creates a Leases message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Leases
         */
        static fromObject(object: { [k: string]: any }): millwright.Leases;

        /**
         * Creates a plain object from a Leases message. Also converts values to other types if specified.
         * @param message Leases
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Leases, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Leases to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Leases
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Leases {

        /** Properties of a Leases. */
        interface $Properties {

            /** Leases attempt */
            attempt?: (string|null);

            /** Leases leases */
            leases?: (millwright.Lease.$Properties[]|null);

            /** Leases revoked */
            revoked?: (number[]|null);

            /** Leases finish */
            finish?: (boolean|null);

            /** Leases inputsJson */
            inputsJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Leases. */
        type $Shape = millwright.Leases.$Properties;
    }

    /**
     * Properties of a Lease.
     * @deprecated Use millwright.Lease.$Properties instead.
     */
    interface ILease extends millwright.Lease.$Properties {
    }

    /** Represents a Lease. */
    class Lease {

        /**
         * Constructs a new Lease.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Lease.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Lease shard. */
        shard: number;

        /** Lease wave. */
        wave: string;

        /** Lease round. */
        round: number;

        /** Lease position. */
        position: number;

        /** Lease of. */
        of: number;

        /** Lease itemJson. */
        itemJson: string;

        /**
         * Creates a new Lease instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Lease instance
         */
        static create(properties: millwright.Lease.$Shape): millwright.Lease & millwright.Lease.$Shape;
        static create(properties?: millwright.Lease.$Properties): millwright.Lease;

        /**
         * Encodes the specified Lease message. Does not implicitly {@link millwright.Lease.verify|verify} messages.
         * @param message Lease message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Lease.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Lease message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Lease & millwright.Lease.$Shape} Lease
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Lease & millwright.Lease.$Shape;

        /**
         * Creates a Lease message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Lease
         */
        static fromObject(object: { [k: string]: any }): millwright.Lease;

        /**
         * Creates a plain object from a Lease message. Also converts values to other types if specified.
         * @param message Lease
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Lease, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Lease to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Lease
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Lease {

        /** Properties of a Lease. */
        interface $Properties {

            /** Lease shard */
            shard?: (number|null);

            /** Lease wave */
            wave?: (string|null);

            /** Lease round */
            round?: (number|null);

            /** Lease position */
            position?: (number|null);

            /** Lease of */
            of?: (number|null);

            /** Lease itemJson */
            itemJson?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Lease. */
        type $Shape = millwright.Lease.$Properties;
    }

    /**
     * Properties of a TelemetryFrame.
     * @deprecated Use millwright.TelemetryFrame.$Properties instead.
     */
    interface ITelemetryFrame extends millwright.TelemetryFrame.$Properties {
    }

    /** Represents a TelemetryFrame. */
    class TelemetryFrame {

        /**
         * Constructs a new TelemetryFrame.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.TelemetryFrame.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TelemetryFrame dictionary. */
        dictionary: string;

        /** TelemetryFrame number. */
        number: number;

        /** TelemetryFrame oldest. */
        oldest: number;

        /** TelemetryFrame defs. */
        defs: millwright.SeriesDef.$Properties[];

        /** TelemetryFrame blocks. */
        blocks: millwright.TelemetryBlock.$Properties[];

        /** TelemetryFrame texts. */
        texts: millwright.TextSample.$Properties[];

        /** TelemetryFrame backfill. */
        backfill: boolean;

        /**
         * Creates a new TelemetryFrame instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TelemetryFrame instance
         */
        static create(properties: millwright.TelemetryFrame.$Shape): millwright.TelemetryFrame & millwright.TelemetryFrame.$Shape;
        static create(properties?: millwright.TelemetryFrame.$Properties): millwright.TelemetryFrame;

        /**
         * Encodes the specified TelemetryFrame message. Does not implicitly {@link millwright.TelemetryFrame.verify|verify} messages.
         * @param message TelemetryFrame message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.TelemetryFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TelemetryFrame message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.TelemetryFrame & millwright.TelemetryFrame.$Shape} TelemetryFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.TelemetryFrame & millwright.TelemetryFrame.$Shape;

        /**
         * Creates a TelemetryFrame message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TelemetryFrame
         */
        static fromObject(object: { [k: string]: any }): millwright.TelemetryFrame;

        /**
         * Creates a plain object from a TelemetryFrame message. Also converts values to other types if specified.
         * @param message TelemetryFrame
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.TelemetryFrame, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TelemetryFrame to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TelemetryFrame
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TelemetryFrame {

        /** Properties of a TelemetryFrame. */
        interface $Properties {

            /** TelemetryFrame dictionary */
            dictionary?: (string|null);

            /** TelemetryFrame number */
            number?: (number|null);

            /** TelemetryFrame oldest */
            oldest?: (number|null);

            /** TelemetryFrame defs */
            defs?: (millwright.SeriesDef.$Properties[]|null);

            /** TelemetryFrame blocks */
            blocks?: (millwright.TelemetryBlock.$Properties[]|null);

            /** TelemetryFrame texts */
            texts?: (millwright.TextSample.$Properties[]|null);

            /** TelemetryFrame backfill */
            backfill?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TelemetryFrame. */
        type $Shape = millwright.TelemetryFrame.$Properties;
    }

    /**
     * Properties of a SeriesDef.
     * @deprecated Use millwright.SeriesDef.$Properties instead.
     */
    interface ISeriesDef extends millwright.SeriesDef.$Properties {
    }

    /** Represents a SeriesDef. */
    class SeriesDef {

        /**
         * Constructs a new SeriesDef.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.SeriesDef.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SeriesDef id. */
        id: number;

        /** SeriesDef sensor. */
        sensor: string;

        /** SeriesDef name. */
        name: string;

        /** SeriesDef unit. */
        unit: string;

        /** SeriesDef kind. */
        kind: string;

        /** SeriesDef decimals. */
        decimals: number;

        /** SeriesDef labels. */
        labels: { [k: string]: string };

        /** SeriesDef source. */
        source: string;

        /** SeriesDef states. */
        states: string[];

        /**
         * Creates a new SeriesDef instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SeriesDef instance
         */
        static create(properties: millwright.SeriesDef.$Shape): millwright.SeriesDef & millwright.SeriesDef.$Shape;
        static create(properties?: millwright.SeriesDef.$Properties): millwright.SeriesDef;

        /**
         * Encodes the specified SeriesDef message. Does not implicitly {@link millwright.SeriesDef.verify|verify} messages.
         * @param message SeriesDef message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.SeriesDef.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SeriesDef message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.SeriesDef & millwright.SeriesDef.$Shape} SeriesDef
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.SeriesDef & millwright.SeriesDef.$Shape;

        /**
         * Creates a SeriesDef message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns SeriesDef
         */
        static fromObject(object: { [k: string]: any }): millwright.SeriesDef;

        /**
         * Creates a plain object from a SeriesDef message. Also converts values to other types if specified.
         * @param message SeriesDef
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.SeriesDef, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this SeriesDef to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for SeriesDef
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace SeriesDef {

        /** Properties of a SeriesDef. */
        interface $Properties {

            /** SeriesDef id */
            id?: (number|null);

            /** SeriesDef sensor */
            sensor?: (string|null);

            /** SeriesDef name */
            name?: (string|null);

            /** SeriesDef unit */
            unit?: (string|null);

            /** SeriesDef kind */
            kind?: (string|null);

            /** SeriesDef decimals */
            decimals?: (number|null);

            /** SeriesDef labels */
            labels?: ({ [k: string]: string }|null);

            /** SeriesDef source */
            source?: (string|null);

            /** SeriesDef states */
            states?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SeriesDef. */
        type $Shape = millwright.SeriesDef.$Properties;
    }

    /**
     * Properties of a TelemetryBlock.
     * @deprecated Use millwright.TelemetryBlock.$Properties instead.
     */
    interface ITelemetryBlock extends millwright.TelemetryBlock.$Properties {
    }

    /** Represents a TelemetryBlock. */
    class TelemetryBlock {

        /**
         * Constructs a new TelemetryBlock.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.TelemetryBlock.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TelemetryBlock sensor. */
        sensor: string;

        /** TelemetryBlock series. */
        series: number[];

        /** TelemetryBlock firstMs. */
        firstMs: number;

        /** TelemetryBlock stepMs. */
        stepMs: number[];

        /** TelemetryBlock first. */
        first: number[];

        /** TelemetryBlock delta. */
        delta: number[];

        /** TelemetryBlock absences. */
        absences: millwright.Absence.$Properties[];

        /**
         * Creates a new TelemetryBlock instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TelemetryBlock instance
         */
        static create(properties: millwright.TelemetryBlock.$Shape): millwright.TelemetryBlock & millwright.TelemetryBlock.$Shape;
        static create(properties?: millwright.TelemetryBlock.$Properties): millwright.TelemetryBlock;

        /**
         * Encodes the specified TelemetryBlock message. Does not implicitly {@link millwright.TelemetryBlock.verify|verify} messages.
         * @param message TelemetryBlock message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.TelemetryBlock.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TelemetryBlock message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.TelemetryBlock & millwright.TelemetryBlock.$Shape} TelemetryBlock
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.TelemetryBlock & millwright.TelemetryBlock.$Shape;

        /**
         * Creates a TelemetryBlock message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TelemetryBlock
         */
        static fromObject(object: { [k: string]: any }): millwright.TelemetryBlock;

        /**
         * Creates a plain object from a TelemetryBlock message. Also converts values to other types if specified.
         * @param message TelemetryBlock
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.TelemetryBlock, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TelemetryBlock to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TelemetryBlock
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TelemetryBlock {

        /** Properties of a TelemetryBlock. */
        interface $Properties {

            /** TelemetryBlock sensor */
            sensor?: (string|null);

            /** TelemetryBlock series */
            series?: (number[]|null);

            /** TelemetryBlock firstMs */
            firstMs?: (number|null);

            /** TelemetryBlock stepMs */
            stepMs?: (number[]|null);

            /** TelemetryBlock first */
            first?: (number[]|null);

            /** TelemetryBlock delta */
            delta?: (number[]|null);

            /** TelemetryBlock absences */
            absences?: (millwright.Absence.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TelemetryBlock. */
        type $Shape = millwright.TelemetryBlock.$Properties;
    }

    /**
     * Properties of an Absence.
     * @deprecated Use millwright.Absence.$Properties instead.
     */
    interface IAbsence extends millwright.Absence.$Properties {
    }

    /** Represents an Absence. */
    class Absence {

        /**
         * Constructs a new Absence.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.Absence.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Absence column. */
        column: number;

        /** Absence row. */
        row: number;

        /** Absence rows. */
        rows: number;

        /** Absence reason. */
        reason: string;

        /** Absence sinceMs. */
        sinceMs: number;

        /**
         * Creates a new Absence instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Absence instance
         */
        static create(properties: millwright.Absence.$Shape): millwright.Absence & millwright.Absence.$Shape;
        static create(properties?: millwright.Absence.$Properties): millwright.Absence;

        /**
         * Encodes the specified Absence message. Does not implicitly {@link millwright.Absence.verify|verify} messages.
         * @param message Absence message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.Absence.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Absence message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.Absence & millwright.Absence.$Shape} Absence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.Absence & millwright.Absence.$Shape;

        /**
         * Creates an Absence message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns Absence
         */
        static fromObject(object: { [k: string]: any }): millwright.Absence;

        /**
         * Creates a plain object from an Absence message. Also converts values to other types if specified.
         * @param message Absence
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.Absence, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this Absence to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for Absence
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace Absence {

        /** Properties of an Absence. */
        interface $Properties {

            /** Absence column */
            column?: (number|null);

            /** Absence row */
            row?: (number|null);

            /** Absence rows */
            rows?: (number|null);

            /** Absence reason */
            reason?: (string|null);

            /** Absence sinceMs */
            sinceMs?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Absence. */
        type $Shape = millwright.Absence.$Properties;
    }

    /**
     * Properties of a TextSample.
     * @deprecated Use millwright.TextSample.$Properties instead.
     */
    interface ITextSample extends millwright.TextSample.$Properties {
    }

    /** Represents a TextSample. */
    class TextSample {

        /**
         * Constructs a new TextSample.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.TextSample.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TextSample series. */
        series: number;

        /** TextSample hostMs. */
        hostMs: number;

        /** TextSample value. */
        value: string;

        /** TextSample reason. */
        reason: string;

        /** TextSample unsupported. */
        unsupported: boolean;

        /**
         * Creates a new TextSample instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TextSample instance
         */
        static create(properties: millwright.TextSample.$Shape): millwright.TextSample & millwright.TextSample.$Shape;
        static create(properties?: millwright.TextSample.$Properties): millwright.TextSample;

        /**
         * Encodes the specified TextSample message. Does not implicitly {@link millwright.TextSample.verify|verify} messages.
         * @param message TextSample message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.TextSample.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TextSample message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.TextSample & millwright.TextSample.$Shape} TextSample
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.TextSample & millwright.TextSample.$Shape;

        /**
         * Creates a TextSample message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TextSample
         */
        static fromObject(object: { [k: string]: any }): millwright.TextSample;

        /**
         * Creates a plain object from a TextSample message. Also converts values to other types if specified.
         * @param message TextSample
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.TextSample, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TextSample to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TextSample
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TextSample {

        /** Properties of a TextSample. */
        interface $Properties {

            /** TextSample series */
            series?: (number|null);

            /** TextSample hostMs */
            hostMs?: (number|null);

            /** TextSample value */
            value?: (string|null);

            /** TextSample reason */
            reason?: (string|null);

            /** TextSample unsupported */
            unsupported?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TextSample. */
        type $Shape = millwright.TextSample.$Properties;
    }

    /**
     * Properties of a TelemetryAck.
     * @deprecated Use millwright.TelemetryAck.$Properties instead.
     */
    interface ITelemetryAck extends millwright.TelemetryAck.$Properties {
    }

    /** Represents a TelemetryAck. */
    class TelemetryAck {

        /**
         * Constructs a new TelemetryAck.
         * @param [properties] Properties to set
         */
        constructor(properties?: millwright.TelemetryAck.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TelemetryAck dictionary. */
        dictionary: string;

        /** TelemetryAck number. */
        number: number;

        /** TelemetryAck firstNumber. */
        firstNumber: number;

        /**
         * Creates a new TelemetryAck instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TelemetryAck instance
         */
        static create(properties: millwright.TelemetryAck.$Shape): millwright.TelemetryAck & millwright.TelemetryAck.$Shape;
        static create(properties?: millwright.TelemetryAck.$Properties): millwright.TelemetryAck;

        /**
         * Encodes the specified TelemetryAck message. Does not implicitly {@link millwright.TelemetryAck.verify|verify} messages.
         * @param message TelemetryAck message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: millwright.TelemetryAck.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TelemetryAck message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {millwright.TelemetryAck & millwright.TelemetryAck.$Shape} TelemetryAck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): millwright.TelemetryAck & millwright.TelemetryAck.$Shape;

        /**
         * Creates a TelemetryAck message from a plain object. Also converts values to their respective internal types.
         * @param object Plain object
         * @returns TelemetryAck
         */
        static fromObject(object: { [k: string]: any }): millwright.TelemetryAck;

        /**
         * Creates a plain object from a TelemetryAck message. Also converts values to other types if specified.
         * @param message TelemetryAck
         * @param [options] Conversion options
         * @returns Plain object
         */
        static toObject(message: millwright.TelemetryAck, options?: $protobuf.IConversionOptions): { [k: string]: any };

        /**
         * Converts this TelemetryAck to JSON.
         * @returns JSON object
         */
        toJSON(): { [k: string]: any };

        /**
         * Gets the type url for TelemetryAck
         * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns The type url
         */
        static getTypeUrl(prefix?: string): string;
    }

    namespace TelemetryAck {

        /** Properties of a TelemetryAck. */
        interface $Properties {

            /** TelemetryAck dictionary */
            dictionary?: (string|null);

            /** TelemetryAck number */
            number?: (number|null);

            /** TelemetryAck firstNumber */
            firstNumber?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TelemetryAck. */
        type $Shape = millwright.TelemetryAck.$Properties;
    }
}
